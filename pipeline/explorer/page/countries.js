// The country that a document is about: its own word for it, else the name of a country in its title.
import { fold } from "./fold.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
// Codes for what is no country.
const NONE = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);
const EDGE = "[^\\p{L}\\p{N}]";

// The countries' names in a language and in English, folded, with the English name of each, longest first.
function names(language) {
  const known = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  let spoken = known;
  try {
    spoken = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  } catch {
    // A language without a code: English has to do.
  }
  const found = new Map();
  for (const first of ALPHABET) {
    for (const second of ALPHABET) {
      const english = known.of(first + second);
      if (!english || NONE.has(first + second)) continue;
      for (const name of [english, spoken.of(first + second)]) if (name) found.set(fold(name), english);
    }
  }
  return [...found].sort(([one], [other]) => other.length - one.length);
}

// Gives every document its `country`, "" where neither it nor its title says one.
export function settle(documents) {
  const byLanguage = new Map();
  for (const one of documents) {
    if (one.country || !one.title) continue;
    if (!byLanguage.has(one.language)) byLanguage.set(one.language, names(one.language));
    const title = ` ${fold(one.title)} `;
    const found = byLanguage.get(one.language).find(([name]) => title.includes(name) && standsAlone(name, title));
    one.country = found ? found[1] : "";
  }
}

function standsAlone(name, title) {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${EDGE}${literal}${EDGE}`, "u").test(title);
}
