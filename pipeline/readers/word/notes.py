"""Notes of a Word file: the order in which the text calls them, and the marks that Word counts for them."""

from dataclasses import dataclass

from lxml import etree

from pipeline.readers.word.numerals import numeral
from pipeline.readers.word.xml import W, value, whole

# How each kind is counted where neither the section nor the settings say.
STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class Call:
    """A note that the text calls: its id, the mark that Word makes for it ("" where the text has its own), its page."""

    id: str
    mark: str
    page: int


@dataclass(frozen=True, slots=True)
class _Count:
    style: str
    start: int
    restart: str


class Notes:
    """Footnotes and endnotes in the order in which they are called."""

    def __init__(self, sections: list[etree._Element], settings: etree._Element | None) -> None:
        self.called: dict[str, list[Call]] = {kind: [] for kind in STYLES}
        self._sections = sections
        self._settings = settings
        self._counts: dict[tuple[str, int], _Count] = {}
        self._last: dict[str, tuple[int, int]] = {}

    def call(self, kind: str, note: str, counted: bool, section: int, page: int) -> str:
        """Note that the text calls a note here; the mark that Word makes for it, "" for one that is not `counted`."""
        mark = ""
        if counted:
            if (kind, section) not in self._counts:
                self._counts[kind, section] = self._count(kind, section)
            count = self._counts[kind, section]
            scope = {"eachSect": section, "eachPage": page}.get(count.restart, 0)
            before, number = self._last.get(kind, (scope, count.start - 1))
            self._last[kind] = (scope, number + 1 if before == scope else count.start)
            mark = numeral(self._last[kind][1], count.style)
        self.called[kind].append(Call(note, mark, page))
        return mark

    def _count(self, kind: str, section: int) -> _Count:
        own = self._sections[section] if section < len(self._sections) else None
        stated = [place.find(f"{W}{kind}Pr") for place in (own, self._settings) if place is not None]

        def first(name: str) -> str:
            return next((said for each in stated if (said := value(each, name))), "")

        return _Count(first("numFmt") or STYLES[kind], whole(first("numStart"), 1), first("numRestart"))
