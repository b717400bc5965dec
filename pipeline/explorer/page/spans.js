// The text of a unit with what is marked in it: entities, the sentence that speaks for a label, what was searched for.
import { element } from "./dom.js";
import { WORD } from "./fold.js";

// `entities` are { start, end, entity }, in order; `evidence`, if any, { start, end, terms }; `hits` [start, end) pairs.
// `link` makes the element of an entity. Gives the nodes in order.
export function marked(text, entities, evidence, hits, link) {
  const terms = evidence ? termSpans(text, evidence) : [];
  const kept = apart(entities);
  const edges = new Set([0, text.length]);
  for (const { start, end } of kept) edges.add(start).add(end);
  if (evidence) edges.add(evidence.start).add(evidence.end);
  for (const [start, end] of [...terms, ...hits]) edges.add(start).add(end);
  const places = [...edges].filter((place) => place >= 0 && place <= text.length).sort((one, other) => one - other);

  const nodes = [];
  let opened;
  let next = 0;
  for (let number = 0; number + 1 < places.length; number += 1) {
    const [start, end] = [places[number], places[number + 1]];
    while (next < kept.length && kept[next].end <= start) next += 1;
    const mention = next < kept.length && kept[next].start <= start ? kept[next] : undefined;
    let node = text.slice(start, end);
    if (inside(terms, start)) node = element("b", {}, node);
    if (inside(hits, start)) node = element("mark", { class: "hit" }, node);
    if (evidence && evidence.start <= start && start < evidence.end) node = element("span", { class: "evidence" }, node);
    if (!mention) {
      nodes.push(node);
      continue;
    }
    if (opened?.mention !== mention) {
      opened = { mention, element: link(mention.entity) };
      nodes.push(opened.element);
    }
    opened.element.append(node);
  }
  return nodes;
}

const inside = (spans, place) => spans.some(([start, end]) => start <= place && place < end);

// Of mentions that overlap the first stays, and of those that begin together the longest.
function apart(entities) {
  const kept = [];
  const sorted = [...entities].sort((one, other) => one.start - other.start || other.end - one.end);
  for (const mention of sorted) if (!kept.length || kept.at(-1).end <= mention.start) kept.push(mention);
  return kept;
}

// The words of the evidence that are its terms, whatever their case.
function termSpans(text, { start, end, terms }) {
  const wanted = new Set(terms.map((term) => term.toLowerCase()));
  return [...text.slice(start, end).matchAll(WORD)]
    .filter(([word]) => wanted.has(word.toLowerCase()))
    .map(({ 0: word, index }) => [start + index, start + index + word.length]);
}
