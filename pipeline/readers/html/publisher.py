"""Who published a page, by what its head says, as people and as machines read it."""

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

# In order: the first that is there counts.
PUBLISHERS = ("publisher", "dc.publisher", "dcterms.publisher", "citation_publisher", "og:site_name")
AUTHORS = ("author", "dc.creator", "dcterms.creator", "application-name", "copyright")
LINKED_DATA = "application/ld+json"
# Linked data of a page take a few kilobytes.
LARGEST = 1_000_000


def publisher(root: etree._Element) -> tuple[str, tuple[str, ...]]:
    """The publisher that a page names, or "", and those who may be people: its authors."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        said.setdefault(key, " ".join(element.get("content", "").split()))
    linked = next((name for script in root.iter("script") for name in _linked(script)), "")
    named = [linked, *(said.get(name, "") for name in PUBLISHERS)]
    return next((name for name in named if name), ""), tuple(said[name] for name in AUTHORS if said.get(name))


def _linked(script: etree._Element) -> Iterator[str]:
    text = script.text or ""
    if script.get("type", "").strip().lower() != LINKED_DATA or len(text) > LARGEST:
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    things: list[dict[str, Any]] = []
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            graph = thing.get("@graph")
            things += (
                [thing, *(part for part in graph if isinstance(part, dict))] if isinstance(graph, list) else [thing]
            )
    named = {thing["@id"]: thing.get("name") for thing in things if isinstance(thing.get("@id"), str)}
    for thing in things:
        one = thing.get("publisher")
        one = one[0] if isinstance(one, list) and one else one
        if isinstance(one, dict):
            name = one.get("name") or named.get(str(one.get("@id")))
            if isinstance(name, str) and name.strip():
                yield " ".join(name.split())
