"""What the names of HTML say: elements, roles and the class names that web designers share."""

import re
from functools import lru_cache
from itertools import pairwise


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Elements that do not begin a line of their own; every other one does (HTML Standard, rendering).
INLINE = _set(
    "a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i img ins kbd mark math "
    "nobr q rb rp rt rtc ruby s samp small span strike strong sub sup time tt u var wbr "
    "picture svg g path use circle rect line polyline polygon ellipse defs symbol tspan "
    "mi mn mo ms mtext mrow msup msub mfrac msqrt"
)
# Elements whose text no reader of the page sees. What stands between the tags of a medium is for old browsers.
UNSEEN = _set(
    "script style template head title meta link iframe object embed applet video audio canvas datalist noscript "
    "noembed param source track map area desc metadata colgroup col"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements whose id is made of their heading, and elements of the text whose class says what they look like.
NAMED_AFTER_THEIR_TEXT = frozenset(("section", "li", "td", "tr", "dt", "dd"))
TEXT = HEADINGS | {"p"}
CONTROLS = _set("button select option optgroup textarea label legend input output progress meter menu")
LANDMARKS = frozenset(("nav", "footer", "dialog"))
# Parts that are about the page outside its text, and may be of it inside: an introduction, a box of facts.
BESIDES = frozenset(("aside", "header", "form"))
CENTRES = frozenset(("main", "article"))
CHROME_ROLES = _set(
    "navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog tooltip doc-toc"
)
NOTE_ROLES = frozenset(
    ("doc-footnote", "doc-endnote", "doc-endnotes", "footnote", "footnotes", "rearnote", "rearnotes")
)

# Words of class names and ids for the parts of a page that are not its text. Words that are also subjects of a report
# ("social", "comments", "consent") are not among them: sections are named after their headings.
CHROME_WORDS = _set(
    "nav navbar navigation submenu megamenu menu breadcrumb breadcrumbs footer sidebar sidenav share sharing "
    "sharer socialmedia addthis sharethis sharedaddy followus toolbar pager pagination popup modal lightbox "
    "advert adverts advertisement ads adsense sponsor promo newsletter subscribe signup login related recirc skip "
    "skiplink skiplinks tags toc visuallyhidden vishidden noprint contentfooter pagefooter pageheader siteheader "
    "sitefooter topbar flyout offcanvas hamburger prev previous next backtotop totop tooltip contextmenu jumplinks "
    "carousel paywall searchform searchbox langswitch languageswitcher"
)
CHROME_PHRASES = frozenset(
    tuple(phrase.split("-"))
    for phrase in _set(
        "no-print sr-only screen-reader rs-skip site-info read-more language-switcher lang-switcher "
        "language-selector back-top jp-relatedposts most-read most-popular see-also sign-up sign-in search-hits "
        "no-js social-media social-links social-share social-sharing social-icon social-icons social-buttons social-nav"
    )
)
# Words for parts that are chrome around the text, and may be of the text within it: "section-header".
BESIDE_WORDS = _set("header masthead banner teaser teasers overlay hero subscription")
# Words for parts that may be longer than the text: consent to cookies and, as a name's first word, comments.
COOKIE_WORDS = _set(
    "cookie cookies cookiebanner cookieconsent cookielaw cookiebar gdpr ccpa onetrust cmplz didomi cookiebot "
    "usercentrics"
)
COMMENT_WORDS = _set("comments commentlist commentform respond disqus")
NOTE_WORDS = _set(
    "footnote footnotes endnote endnotes fotnot fnlist reflist references "
    "msofootnotetext msoendnotetext msofootnote sdfootnote sdendnote"
)
CAPTION_WORDS = frozenset(("caption", "captions", "msocaption", "figcaption"))
TITLE_WORDS = frozenset(("msotitle",))
ITEM_WORDS = _set(
    "msolistparagraph msolistparagraphcxspfirst msolistparagraphcxspmiddle msolistparagraphcxsplast msolistbullet"
)
BOLD_WORDS = frozenset(("bold", "strong"))
RAISED_WORDS = frozenset(("superscript", "msofootnotereference", "msoendnotereference", "footnotereference"))

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MSO = re.compile(r"Mso\w+")
UNSEEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.I)
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
# Only so much of a class attribute is read: no real one is longer.
LONGEST_NAME = 400


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a class attribute or id, in lower case: "siteNav nav__item-2" gives site, nav, nav, item."""
    found: list[str] = []
    for part in name[:LONGEST_NAME].split():
        found += [part.lower()] if MSO.fullmatch(part) else [word.lower() for word in WORD.findall(part)]
    return tuple(found)


@lru_cache(maxsize=4096)
def says_chrome(name: str) -> bool:
    """Whether a class attribute or id names a part of a page that is not its text."""
    found = words(name)
    return not CHROME_WORDS.isdisjoint(found) or not CHROME_PHRASES.isdisjoint(pairwise(found))


@lru_cache(maxsize=4096)
def says_foreign(name: str) -> bool:
    """Whether a class attribute or id names a part that is not the page's own text however long it is."""
    parts = [words(part) for part in name[:LONGEST_NAME].split()]
    return any(part and (part[0] in COMMENT_WORDS or not COOKIE_WORDS.isdisjoint(part)) for part in parts)


@lru_cache(maxsize=4096)
def says(name: str, meant: frozenset[str]) -> bool:
    """Whether one of the words of a class attribute or id is one of those `meant`."""
    return not meant.isdisjoint(words(name))
