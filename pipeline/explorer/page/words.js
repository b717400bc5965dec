// An inverted index: for every word the units that have it.
import { WORD, words } from "./fold.js";
import { INSIDE_FROM } from "./query.js";

const EXACT = 3;
const BEGINNING = 2;
const INSIDE = 1;

export class Words {
  // Numbers of folded words, and of words as they are written: most words come again and need not be folded again.
  #numbers = new Map();
  #written = new Map();
  #last = [];
  #sizes = [];
  #sequence = [];
  #ends = [];

  // The text of the next unit.
  add(text) {
    const unit = this.#ends.length;
    const [written, last, sizes, sequence] = [this.#written, this.#last, this.#sizes, this.#sequence];
    for (const word of text.match(WORD) ?? []) {
      for (const number of written.get(word) ?? this.#learn(word)) {
        if (last[number] === unit) continue;
        last[number] = unit;
        sizes[number] += 1;
        sequence.push(number);
      }
    }
    this.#ends.push(sequence.length);
  }

  // The numbers of a word that has not been seen before: of one word, but for letters that fold to a sign between two.
  #learn(written) {
    const numbers = words(written).map((word) => {
      const known = this.#numbers.get(word);
      if (known !== undefined) return known;
      this.#last.push(-1);
      this.#numbers.set(word, this.#sizes.push(0) - 1);
      return this.#sizes.length - 1;
    });
    this.#written.set(written, numbers);
    return numbers;
  }

  // After the last unit: lay the units of each word side by side, and the words in one string to look for parts in.
  finish() {
    this.first = new Uint32Array(this.#sizes.length + 1);
    this.#sizes.forEach((size, number) => { this.first[number + 1] = this.first[number] + size; });
    const next = this.first.slice();
    this.units = new Uint32Array(this.#sequence.length);
    let at = 0;
    this.#ends.forEach((end, unit) => {
      for (; at < end; at += 1) this.units[next[this.#sequence[at]]++] = unit;
    });
    this.size = this.#ends.length;
    this.starts = new Uint32Array(this.#sizes.length);
    let start = 1;
    let number = 0;
    for (const word of this.#numbers.keys()) {
      this.starts[number++] = start;
      start += word.length + 1;
    }
    this.all = `\n${[...this.#numbers.keys()].join("\n")}\n`;
    this.#numbers = this.#written = this.#last = this.#sizes = this.#sequence = this.#ends = undefined;
    return this;
  }

  // How well each unit matches a query as of `parse`, 0 where it does not; null for a query that asks for nothing.
  // `textOf` gives the text of a unit, to check phrases.
  search(query, textOf) {
    if (!query.terms.length && !query.without.length) return null;
    const total = new Uint16Array(this.size).fill(query.terms.length ? 0 : 1);
    query.terms.forEach((term, place) => {
      const scores = this.#scores(term);
      for (let unit = 0; unit < this.size; unit += 1) {
        const fits = scores[unit] && (place === 0 || total[unit]);
        total[unit] = fits ? total[unit] + scores[unit] : 0;
      }
    });
    for (const term of query.without) {
      const scores = this.#scores(term);
      for (let unit = 0; unit < this.size; unit += 1) if (scores[unit]) total[unit] = 0;
    }
    for (const phrase of query.phrases) {
      const wanted = phrase.join(" ");
      for (let unit = 0; unit < this.size; unit += 1) {
        if (total[unit] && !words(textOf(unit)).join(" ").includes(wanted)) total[unit] = 0;
      }
    }
    return total;
  }

  #scores(term) {
    const scores = new Uint8Array(this.size);
    const wanted = term.length < INSIDE_FROM ? `\n${term}` : term;
    let at = this.all.indexOf(wanted);
    while (at >= 0) {
      const number = this.#wordAt(wanted === term ? at : at + 1);
      const start = this.starts[number];
      const end = number + 1 < this.starts.length ? this.starts[number + 1] - 1 : this.all.length - 1;
      const beginning = wanted !== term || at === start;
      const score = !beginning ? INSIDE : end - start === term.length ? EXACT : BEGINNING;
      for (let place = this.first[number]; place < this.first[number + 1]; place += 1) {
        const unit = this.units[place];
        if (scores[unit] < score) scores[unit] = score;
      }
      at = this.all.indexOf(wanted, end);
    }
    return scores;
  }

  // The number of the word that the character at `place` of `all` belongs to.
  #wordAt(place) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
