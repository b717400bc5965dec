"""What pseudonyms are made of: a word, and letters that hang on a secret and on what they stand for."""

import hashlib
import hmac
from collections.abc import Container

# What a pseudonym is written with: no letter that looks like a figure.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6


def unlike(taken: Container[str], word: str, meant: str, secret: bytes) -> str:
    """The pseudonym for what is meant, with more letters where the shorter is taken, in small letters, already."""
    digest = hmac.new(secret, meant.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest)
    length = LENGTH
    while f"{word}-{letters[:length]}".casefold() in taken:
        length += 1
    return f"{word}-{letters[:length]}"
