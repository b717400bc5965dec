// What can be filtered by, and how many units each choice would leave.

// `of` gives the [id, name] pairs of a unit and `name` what a name is called on the page; `many` says that a unit can
// have several, `open` that the list shows at once, `newest` that it is in order of its names, the last first.
const FACETS = [
  { key: "category", label: "Category", of: (unit) => assigned(unit), many: true, open: true },
  {
    key: "country",
    label: "Country",
    hint: "That the document is about",
    of: ({ document }) => (document.country ? [[document.country, document.countryName]] : []),
    open: true,
  },
  {
    key: "year",
    label: "Year",
    hint: "That the document reports on",
    of: (unit) => single(unit.document.year),
    open: true,
    newest: true,
  },
  { key: "language", label: "Language", of: (unit) => single(unit.language), name: languageName, open: true },
  { key: "doc", label: "Document", of: (unit) => [[unit.document.id, unit.document.title || unit.document.id]] },
  { key: "publisher", label: "Publisher", of: (unit) => single(unit.document.publisher) },
  {
    key: "law",
    label: "Law or treaty",
    hint: "Named itself or by one of its articles",
    of: (unit) => laws(unit),
    many: true,
  },
  { key: "article", label: "Article", of: (unit) => entities(unit, "article"), many: true },
  { key: "person", label: "Person", of: (unit) => entities(unit, "person"), many: true },
  { key: "date", label: "Date", of: (unit) => entities(unit, "date"), many: true },
  { key: "review", label: "Needs review", of: (unit) => reviews(unit), many: true },
  { key: "kind", label: "Kind", of: (unit) => kinds(unit), many: true },
];

const single = (name) => (name ? [[name, name]] : []);

const assigned = (unit) =>
  unit.labels.filter((label) => label.assigned).map((label) => [label.category, label.category]);

const entities = (unit, type) =>
  unit.entities.filter(({ entity }) => entity.type === type).map(({ entity }) => [entityId(entity), entityName(entity)]);

const laws = (unit) => [
  ...entities(unit, "law"),
  ...unit.entities.filter(({ entity }) => entity.law).map(({ entity }) => [entity.law, entity.law]),
];

const reviews = (unit) => unit.labels.filter((label) => label.review).map((label) => [label.review, label.review]);

const kinds = (unit) => {
  const kind = unit.kind.replace("_", " ");
  return unit.recommendation ? [[unit.kind, kind], ["recommendation", "recommendation"]] : [[unit.kind, kind]];
};

export function entityId(entity) {
  return entity.person || entityName(entity);
}

export function entityName(entity) {
  return entity.law ? `${entity.law} ${entity.norm}` : entity.norm;
}

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

function languageName(code) {
  try {
    return LANGUAGES.of(code);
  } catch {
    return code;
  }
}

// The facets of a corpus that have anything to choose: { key, label, …, ids, names, first, values }, where the values
// of unit n, as places in `ids`, stand in `values` from first[n] to first[n + 1].
export function facetsOf(units) {
  return FACETS.map((facet) => fill(facet, units)).filter((facet) => facet.ids.length);
}

function fill(facet, units) {
  const places = new Map();
  const names = [];
  const first = new Uint32Array(units.length + 1);
  const values = [];
  for (const unit of units) {
    const own = new Set();
    for (const [id, name] of facet.of(unit)) {
      let place = places.get(id);
      if (place === undefined) {
        place = names.push(facet.name ? facet.name(name) : name) - 1;
        places.set(id, place);
      }
      own.add(place);
    }
    values.push(...own);
    first[unit.place + 1] = values.length;
  }
  return { ...facet, ids: [...places.keys()], places, names, first, values: Uint32Array.from(values) };
}

// The places of the units that a search (`scores`, or null for all) and the filters leave, and a function that gives for
// a facet how many units each of its values has there: counted as if nothing were chosen in that facet, unless all
// choices must hold.
export function select(size, facets, chosen, every, scores) {
  const active = facets
    .filter((facet) => chosen.get(facet.key)?.size)
    .map((facet) => ({
      facet,
      places: new Set([...chosen.get(facet.key)].map((id) => facet.places.get(id) ?? -1)),
      all: every.has(facet.key),
    }));
  const found = [];
  // By unit: OUT, IN, or which filter alone keeps it out, counted from ONE.
  const standing = new Uint8Array(size);
  for (let unit = 0; unit < size; unit += 1) {
    if (scores && !scores[unit]) continue;
    standing[unit] = standingOf(unit, active);
    if (standing[unit] === IN) found.push(unit);
  }
  const count = (facet) => {
    const counts = new Uint32Array(facet.ids.length);
    const own = ONE + active.findIndex((filter) => filter.facet === facet && !filter.all);
    for (let unit = 0; unit < size; unit += 1) {
      if (standing[unit] === OUT || (standing[unit] !== IN && standing[unit] !== own)) continue;
      for (let at = facet.first[unit]; at < facet.first[unit + 1]; at += 1) counts[facet.values[at]] += 1;
    }
    return counts;
  };
  return { found, count };
}

const OUT = 0;
const IN = 1;
const ONE = 2;

function standingOf(unit, active) {
  let missed = IN;
  for (const [place, filter] of active.entries()) {
    if (fits(filter, unit)) continue;
    if (missed !== IN) return OUT;
    missed = ONE + place;
  }
  return missed;
}

function fits({ facet, places, all }, unit) {
  let met = 0;
  for (let at = facet.first[unit]; at < facet.first[unit + 1]; at += 1) if (places.has(facet.values[at])) met += 1;
  return all ? met === places.size : met > 0;
}

// Places in `found` order: as in the documents, or the best match first.
export function ranked(found, scores, best) {
  if (!best || !scores) return found;
  const byScore = [];
  for (const unit of found) (byScore[scores[unit]] ??= []).push(unit);
  return byScore.reverse().flat();
}
