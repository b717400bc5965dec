"""Mistakes: what the command line tells in one line, because a person can mend it."""


class Mistake(Exception):
    """Something in what a person gave is wrong; the message says what and where."""
