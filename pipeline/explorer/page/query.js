// What a person types: words, "phrases", and -words that must not stand there.
import { fold, WORD, words } from "./fold.js";

const TOKEN = /(-?)(?:"([^"]*)"?|([^\s"]+))/g;
// Shorter terms than this match the beginnings of words only: anywhere, they would match nearly all.
export const INSIDE_FROM = 3;

// { terms, phrases, without }: terms is every word that has to be there, phrases are word lists, all folded.
export function parse(typed) {
  const query = { terms: [], phrases: [], without: [] };
  for (const [, minus, phrase, word] of typed.matchAll(TOKEN)) {
    const found = words(phrase ?? word);
    if (minus) {
      query.without.push(...found);
      continue;
    }
    query.terms.push(...found);
    if (found.length > 1) query.phrases.push(found);
  }
  return query;
}

// Spans [start, end) of a text that the terms match: the matching letters, or the word where folding changes its
// length.
export function hits(text, terms) {
  const found = [];
  if (!terms.length) return found;
  for (const match of text.matchAll(WORD)) {
    const folded = fold(match[0]);
    for (const term of terms) {
      const at = folded.indexOf(term);
      if (at < 0 || (at > 0 && term.length < INSIDE_FROM)) continue;
      const [start, length] = folded.length === match[0].length ? [at, term.length] : [0, match[0].length];
      found.push([match.index + start, match.index + start + length]);
    }
  }
  return found;
}
