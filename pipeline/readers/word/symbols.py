"""Symbol fonts: what the characters of Symbol and Wingdings look like, as Unicode."""

BULLET = "•"
# Word stores the codes of symbol fonts in the private-use area, from here on.
PRIVATE = 0xF000
FONTS = {"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"}
GREEK: dict[int, str] = dict(
    zip(
        [*range(0x41, 0x5B), *range(0x61, 0x7B)],
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
SYMBOL: dict[int, str] = GREEK | {
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xA7: "♣", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: BULLET, 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xE2: "®", 0xE3: "©", 0xE4: "™",
}  # fmt: skip
WINGDINGS: dict[int, str] = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫",
    0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: BULLET, 0xA7: "▪", 0xA8: "☐", 0xB7: BULLET, 0xD8: "➢", 0xDC: "➲", 0xDF: "←",
    0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
WINGDINGS_2 = {0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: BULLET, 0xA3: "☐", 0x2A: "☐"}
TABLES: dict[str, dict[int, str]] = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}


def symbol(code: int, font: str) -> str:
    """The character that `font` shows for `code`; of an unknown symbol its private-use character itself."""
    low = code - PRIVATE if PRIVATE <= code <= PRIVATE + 0xFF else code
    known = TABLES.get(font.lower(), {})
    if low in known:
        return known[low]
    # The other signs of a font of letters stand where ASCII has them.
    if font.lower() == "symbol" and 0x20 <= low < 0x7F:
        return chr(low)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else ""


def shown(text: str, font: str) -> str:
    """`text` set in `font`: its private-use characters as they look."""
    if font.lower() not in FONTS:
        return text
    return "".join(symbol(ord(c), font) if PRIVATE <= ord(c) <= PRIVATE + 0xFF else c for c in text)
