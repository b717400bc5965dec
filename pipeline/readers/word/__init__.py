"""What a Word file is made of: its archive, styles, lists, notes, and the walk that puts its text in order."""
