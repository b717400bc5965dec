"""HTML: the text of a saved page with its headings, items, tables and notes, and apart from it the site's chrome."""

from pipeline.readers.html.reader import read

__all__ = ["read"]
