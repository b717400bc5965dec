"""Compound files: the container of Office files before 2007, and of encrypted ones since."""

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128
NONE = 0xFFFFFFFA
IN_HEADER = 109
# A directory of more sectors than this lists a hundred thousand streams.
MOST_SECTORS = 25_000


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream or storage of the root: the offset of its first byte, if it is no small one, and its size."""

    offset: int
    size: int


def streams(data: bytes) -> dict[str, Stream]:
    """Streams and storages in the root of a compound file, by name. Raises ValueError for a damaged one."""
    try:
        return _streams(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"damaged compound file: {error}") from error


def _streams(data: bytes) -> dict[str, Stream]:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError(f"sectors of 2**{shift} bytes")
    size = 1 << shift
    directory = b"".join(data[(n + 1) * size : (n + 2) * size] for n in _chain(data, size))
    found: dict[str, Stream] = {}
    # The entries of a storage are a tree: two siblings each, from the child that the root names.
    left = [struct.unpack_from("<I", directory, 76)[0]]
    seen: set[int] = set()
    while left:
        number = left.pop()
        if number in seen or (number + 1) * ENTRY > len(directory):
            continue
        seen.add(number)
        at = number * ENTRY
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
        start, extent = struct.unpack_from("<II", directory, at + 116)
        found[name] = Stream((start + 1) * size, extent)
        left += struct.unpack_from("<II", directory, at + 68)
    return found


def _chain(data: bytes, size: int) -> list[int]:
    """Numbers of the directory's sectors."""
    per_sector = size // 4
    tables = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    further = struct.unpack_from("<I", data, 68)[0]
    while further < NONE and len(tables) < MOST_SECTORS:
        tables += struct.unpack_from(f"<{per_sector - 1}I", data, (further + 1) * size)
        further = struct.unpack_from("<I", data, (further + 2) * size - 4)[0]
    chain: list[int] = []
    seen: set[int] = set()
    at = struct.unpack_from("<I", data, 48)[0]
    while at < NONE and at not in seen and len(chain) < MOST_SECTORS:
        seen.add(at)
        chain.append(at)
        table = tables[at // per_sector]
        at = struct.unpack_from("<I", data, (table + 1) * size + at % per_sector * 4)[0]
    return chain
