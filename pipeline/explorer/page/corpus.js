// The corpus out of the elements of the page that hold it.
import { pause } from "./dom.js";
import { Words } from "./words.js";

const UNIT = [
  "document", "order", "kind", "section", "number", "page", "language", "text", "recommendation", "labels", "entities",
];
const DOCUMENT = ["id", "title", "publisher", "year", "language", "country", "countryName"];
const ENTITY = ["type", "norm", "law", "person"];
const LABEL = ["category", "probability", "assigned", "review", "start", "end", "terms"];

function named(columns, values) {
  const made = {};
  for (let place = 0; place < columns.length; place += 1) made[columns[place]] = values[place];
  return made;
}

// { units, documents, entities, words, byPara }; calls `report(share)` with the share that is read, 0 to 1.
export async function load(report) {
  const parts = [...document.querySelectorAll("script.part")];
  const rows = [];
  const shared = {};
  for (const part of parts) {
    const { units, ...rest } = JSON.parse(part.textContent);
    if (units) rows.push(...units);
    Object.assign(shared, rest);
    part.remove();
  }
  const documents = shared.documents.map((values) => named(DOCUMENT, values));
  const entities = shared.entities.map((values) => named(ENTITY, values));
  const units = [];
  const words = new Words();
  const byPara = new Map();
  for (const [place, row] of rows.entries()) {
    const unit = named(UNIT, row);
    unit.place = place;
    unit.document = documents[unit.document];
    unit.id = `${unit.document.id}:${unit.order}`;
    for (const column of ["kind", "section", "language"]) unit[column] = shared.strings[unit[column]];
    unit.labels = unit.labels.map((values) => {
      const label = named(LABEL, values);
      return {
        ...label,
        category: shared.strings[label.category],
        review: shared.strings[label.review],
        probability: label.probability / 10000,
        terms: (label.terms ?? "").split(";").filter(Boolean),
      };
    }).sort((one, other) => other.assigned - one.assigned || other.probability - one.probability);
    unit.entities = unit.entities.map(([start, end, number]) => ({ start, end, entity: entities[number] }));
    units.push(unit);
    byPara.set(unit.id, unit);
    words.add(unit.text);
    if (place % 1000 === 999) {
      report(place / rows.length);
      await pause();
    }
  }
  return { units, documents, entities, words: words.finish(), byPara };
}
