"""Boilerplate: rows that belong to the page, the masthead or the web site and not to the report."""

import re
from itertools import pairwise

from pipeline.segment.kinds import HEADINGS
from pipeline.segment.numbering import bullet, readings
from pipeline.segment.rows import Row, runs_on
from pipeline.segment.setting import Setting
from pipeline.segment.words import Words, chrome

PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:\d{1,3}|[ivxl]{1,6})(?:\s*[/|]\s*\d{1,4}|\s*\(\d{1,4}\))?[-–—|\s]*$")
# Symbols of United Nations papers and the job numbers of their printers, with or without the page number beside them.
SYMBOL = re.compile(
    r"(?:\d{1,3}\s+)?(?:[A-Z]{1,6}(?:/[\w.()-]+){2,6}(?<!\.)|[A-Z]{2}\.\d{2}-\d{4,6})"
    r"(?:\s*\([A-Z]\))?(?:\s+\d{6})*\*{0,3}(?:\s+\d{1,3})?$"
    r"|(?:\d{1,3}/\d{1,3}\s+)?\d{2}-\d{5}(?:\s*\([A-Z]\))?(?:\s+\d{6})*(?:\s+\d{1,3}/\d{1,3})?$"
    r"|\*\d{6,8}\*$"
)
# What stands for words that a quotation leaves out.
ELISION = re.compile(r"[\"'“”‘’«»(\[]{0,3}(?:\.{3,4}|…)[\"'“”‘’«»)\].]{0,3}$")
RULE = re.compile(r"[_*=\-–—~#|.\s\u00ad\u200b-\u200d\u2060\ufeff]+$")
LEADERS = re.compile(r".*?(?:(?:\.\s?){4,}|(?:\s\.){3,})\s*(?:\d{1,4}|[ivxl]{1,6})?$")
CONTENTS = re.compile(r"(?P<words>\S.{2,150}?)\s+(?P<page>\d{1,3})$")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$")
# Numbers, bullets and blanks before the words of an entry.
LEAD = re.compile(r"[\W\d_]+")
# A running head with the page number beside it.
LEFT = re.compile(r"(?P<page>\d{1,4})\s+(?P<words>[^\W\d_].{3,100})$")
RIGHT = re.compile(r"(?P<words>[^\W\d_].{3,100}?)\s+(?P<page>\d{1,4})$")
# A row of so many signs without a letter or figure is a rule, an ornament or a barcode; a bullet has fewer.
BARCODE = 4
# A running head stands on pages, so at least so often; and no longer than a line.
REPEATS = 3
PAGES = 4
HEAD = 120
# A list of contents stands before this share of the rows and has at least so many lines.
FRONT = 0.25
ENTRIES = 3
LISTS = 3
UNHEADED = 5
NEAR = 3
# A masthead is over after this many rows.
MASTHEAD = 40
# An item of the agenda takes no more lines.
ITEM = 5
# A line with the date or place of a session has figures and no more words besides.
DATE_WORDS = 3
# A line of web chrome is shorter than a paragraph: the report has begun where a line is longer.
PARAGRAPH = 250
SENTENCE = 60


def boilerplate(lines: list[Row], setting: Setting, words: Words) -> set[int]:
    """Indexes of the rows of `lines` that are boilerplate."""
    found = {n for n, row in enumerate(lines) if not row.tabular and _furniture(row, words)}
    found -= _columns(lines, found)
    found |= {n for n, row in enumerate(lines) if row.tag == "chrome"}
    found |= _contents(lines, words)
    found |= _masthead(lines, setting, words)
    # The elements or styles of a format have told its reader what is no text.
    told = any(row.tag and not row.placed for row in lines)
    if not told and not any(row.placed for row in lines[:1]):
        # With a layout, the reader has told what stands at one place on many pages.
        found |= _running(lines, found)
    if not told and not setting.wrapped:
        found |= _chrome(lines, found, words)
    return found


def _furniture(row: Row, words: Words) -> bool:
    """Whether `row` is a page number, a document symbol or a rule, by its looks alone."""
    if row.tag and not row.placed and (row.tag in HEADINGS or ELISION.match(row.text)):
        return False
    if len(row.text) == 1 and row.text.isalpha():
        return not row.tag or row.placed  # a thumb index
    if len(row.text) >= BARCODE and not any(map(str.isalnum, row.text)):
        return True
    return len(row.text) <= HEAD and any(
        pattern.match(row.text) for pattern in (PAGE_NUMBER, SYMBOL, RULE, words.pages)
    )


def _columns(lines: list[Row], numbers: set[int]) -> set[int]:
    """Those of `numbers` that stand in a column of figures rather than at the foot of a page."""
    figures = {n for n in numbers if lines[n].text.isdigit()}
    return {n for n in figures if {n - 1, n + 1} <= figures or {n + 1, n + 2} <= figures or {n - 2, n - 1} <= figures}


def _masthead(lines: list[Row], setting: Setting, words: Words) -> set[int]:
    """Rows of an official paper's masthead, with dates and places, the item of the agenda, and whose report it is."""
    named = {n for n, row in enumerate(lines[:MASTHEAD]) if words.masthead.match(row.text)}
    # What stands between two of them is the name of a body; the symbol of another paper begins another masthead.
    named |= {
        n
        for n in range(1, min(MASTHEAD, len(lines) - 1))
        if {n - 1, n + 1} <= named and not lines[n].ended and "/" not in lines[n + 1].text
    }
    agenda = set()
    for n in [n for n, row in enumerate(lines[:MASTHEAD]) if words.agenda.match(row.text)]:
        agenda |= _bodies(lines, n, named)
        below = n + 1
        while below < min(n + 1 + ITEM, len(lines)) and lines[below].text[-1] not in ".!?":
            if lines[below].gap > setting.spacing and not lines[below].lower:
                break
            if below > n + 1 and not lines[below].lower and lines[below - 1].text[-1] != ":":
                break
            agenda.add(below)
            below += 1
    dates = set()
    for n, row in enumerate(lines[:MASTHEAD]):
        figures = [any(map(str.isdigit, word)) for word in row.text.split()]
        if any(figures) and figures.count(False) <= DATE_WORDS:
            dates.add(n)
    named |= agenda
    named |= {n for n in dates if n - 1 in named or n + 1 in named}
    return named | (_byline(lines, named, setting, words) if named else set())


def _bodies(lines: list[Row], item: int, named: set[int]) -> set[int]:
    """The row `item` of the agenda, and those between it and the masthead above: names of bodies and meetings."""
    first = item
    while first and item - first <= ITEM and first - 1 not in named and not lines[first - 1].ended:
        first -= 1
    return set(range(first, item + 1)) if first - 1 in named else {item}


def _byline(lines: list[Row], masthead: set[int], setting: Setting, words: Words) -> set[int]:
    """Rows under the title of an official paper that say whose report it is."""
    start = min(masthead)
    for n in range(start + 1, min(MASTHEAD, len(lines))):
        if n in masthead or not words.bylines.match(lines[n].text):
            continue
        above = [k for k in range(start, n) if k not in masthead and not _furniture(lines[k], words)]
        if not above:
            continue  # it is the title itself
        end = n + 1
        while end < min(n + ITEM, len(lines)) and _wraps(lines[end - 1], lines[end], setting.spacing, words):
            end += 1
        return set(range(n, end))
    return set()


def _wraps(before: Row, row: Row, spacing: float, words: Words) -> bool:
    """Whether a line that is set apart, like that of a title, goes on in `row`."""
    if before.ended or row.gap > spacing or readings(row.text):
        return False
    if row.placed:
        return before.size == row.size and before.bold == row.bold
    return row.lower or before.text.rpartition(" ")[2].casefold() in words.dangling


def _contents(lines: list[Row], words: Words) -> set[int]:
    """Rows of a list of contents, its heading included."""
    dotted = [n for n, row in enumerate(lines) if ".." in row.text or ". ." in row.text]
    leaders = [n for n in dotted if len(lines[n].text) < PARAGRAPH and LEADERS.match(lines[n].text)]
    entries = {n for n in leaders if any(map(str.isalpha, lines[n].text))} | _paged(lines, words)
    told = {n for n, row in enumerate(lines) if row.tag == "chrome"}
    heads = [n for n, row in enumerate(lines) if words.contents.match(row.text)]
    for head in heads[:LISTS]:
        entries |= _listed(lines, head, entries | told)
    for n in sorted(entries):
        # What stands between two entries is one too: a wrapped line, the name of a part.
        for ahead in range(n + 2, n + NEAR + 1):
            if ahead in entries and not any(lines[m].ended for m in range(n + 1, ahead)):
                entries |= set(range(n + 1, ahead))
    return entries


def _paged(lines: list[Row], words: Words) -> set[int]:
    """Rows at the front that end in page numbers which rise from row to row."""
    found: set[int] = set()
    run: list[int] = []
    last = 0
    front = int(len(lines) * FRONT) + 1
    for n, row in enumerate(lines[:front]):
        entry = CONTENTS.match(row.text)
        if entry and int(entry["page"]) >= last and entry["words"][-1] not in ",.":
            run.append(n)
            last = int(entry["page"])
        if n + 1 == front or (run and n - run[-1] > 1):
            headed = (
                any(words.contents.match(row.text) for row in lines[max(0, run[0] - NEAR) : run[0]]) if run else False
            )
            if len(run) >= (ENTRIES if headed else UNHEADED):
                found |= set(range(run[0], run[-1] + 1))
            run, last = [], 0
    return found


def _listed(lines: list[Row], head: int, entries: set[int]) -> set[int]:
    """Rows under the contents heading at row `head`: those that stand in the report again, and those among them."""
    near = next((n for n in range(head + 1, head + NEAR + 1) if n in entries), None)
    if near is not None:
        return set(range(head, near))
    if head + 1 >= len(lines):
        return set()
    prose = next((n for n in range(head + 1, len(lines)) if _written(lines, n)), head)
    first = lines[head + 1].text.casefold()
    again = [n for n in range(head + 2, prose) if lines[n].text.casefold() == first]
    if again:
        return set(range(head, again[-1]))
    last = {_words(lines[n]): n for n in range(head + 1, len(lines))}
    run = [n for n in range(head + 1, prose) if last[_words(lines[n])] > n]
    return set(range(head, run[-1] + 1)) if len(run) >= ENTRIES else set()


def _written(lines: list[Row], n: int) -> bool:
    """Whether row `n` ends a paragraph: a long one, or one of several lines."""
    if not lines[n].ended or len(lines[n].text) < SENTENCE:
        return False
    return len(lines[n].text) >= 2 * SENTENCE or len(lines[n - 1].text) >= SENTENCE


def _words(row: Row) -> str:
    """What a row says without its number and bullet."""
    number = readings(row.text)[:1]
    text = row.text[number[0].length if number else 0 :]
    lead = LEAD.match(text)
    return text[lead.end() if lead else 0 :].casefold()


def _running(lines: list[Row], known: set[int]) -> set[int]:
    """Running heads and feet: short rows that repeat, figures aside, at the edges of pages."""
    places: dict[str, list[int]] = {}
    numbered: dict[str, list[tuple[int, int]]] = {}
    for n, row in enumerate(lines):
        if len(row.text) <= HEAD and n not in known:
            places.setdefault(re.sub(r"\d+", "#", row.text.casefold()), []).append(n)
            beside = LEFT.match(row.text) or RIGHT.match(row.text)
            if beside:
                numbered.setdefault(beside["words"].casefold(), []).append((n, int(beside["page"])))
    repeated = {key: at for key, at in places.items() if len(at) >= REPEATS and any(map(str.isalpha, key))}
    candidates = {n for at in repeated.values() for n in at}
    found = {n for at in numbered.values() for n in _paginated(at)}
    for at in repeated.values():
        edges = sum(_at_edge(lines, n, known, candidates) for n in at)
        # A sentence may repeat too, and its lines at the edges of pages.
        going_on = sum(n > 0 and runs_on(lines[n - 1], lines[n]) for n in at)
        if edges >= max(2, len(at) // 2) and going_on <= len(at) // 2:
            found |= set(at)
    return found


def _paginated(at: list[tuple[int, int]]) -> list[int]:
    """Rows of one wording that page numbers beside it make a running head: they rise, by a page or two at a time."""
    steps = [after[1] - before[1] for before, after in pairwise(at)]
    return [n for n, _ in at] if steps and all(1 <= step <= PAGES for step in steps) else []


def _at_edge(lines: list[Row], n: int, known: set[int], candidates: set[int]) -> bool:
    """Whether row `n` stands at the head or foot of a page, or cuts a sentence in two."""
    if n == 0 or n + 1 == len(lines):
        return True
    before, after = lines[n - 1], lines[n + 1]
    if before.page != lines[n].page or after.page != lines[n].page or n - 1 in known or n + 1 in known:
        return True
    ahead = n + 2 if n + 1 in candidates and n + 2 < len(lines) else n + 1
    return runs_on(before, lines[ahead]) and n - 1 not in candidates


def _chrome(lines: list[Row], known: set[int], words: Words) -> set[int]:
    """Navigation, banners and footers around the report of a web page."""
    whole, phrases = chrome()
    said = {
        n
        for n, row in enumerate(lines)
        if whole.match(row.text)
        or (len(row.text) < PARAGRAPH and (phrases.search(row.text) or ADDRESS.match(row.text)))
    }
    prose = [n for n in range(len(lines)) if n not in said and _prose(lines, n)]
    if not prose:
        return said
    body = next((n for n in prose if len(lines[n].text) >= PARAGRAPH), prose[0])
    front = [n for n in said if n < body]
    tail = range(prose[-1] + 1, len(lines))
    found = set(said)
    if front:
        found |= set(range(max(front) + 1)) - _title(lines, max(front), body, said | known, words)
    if len(tail) >= ENTRIES and not any(bullet(lines[n].text) or words.notes.match(lines[n].text) for n in tail):
        found |= set(tail)
    return found


def _title(lines: list[Row], last: int, body: int, known: set[int], words: Words) -> set[int]:
    """The row of the title where it stands above the last of the chrome: no other stands below, before the text."""
    below = [n for n in range(last + 1, body) if n not in known and not words.openers.match(lines[n].text)]
    if any(
        not lines[n].ended and not words.sections.match(lines[n].text) and not readings(lines[n].text) for n in below
    ):
        return set()
    above = [n for n in range(last) if n not in known]
    return set(above[-1:])


def _prose(lines: list[Row], n: int) -> bool:
    """Whether row `n` is text of the report: a sentence or more, not alone among scraps."""
    if not lines[n].ended or len(lines[n].text) < SENTENCE:
        return False
    near = [m for m in (n - 1, n + 1) if 0 <= m < len(lines)]
    return len(lines[n].text) >= 2 * SENTENCE or any(lines[m].ended and len(lines[m].text) >= SENTENCE for m in near)
