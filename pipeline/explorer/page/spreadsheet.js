// A selection as the CSV file that spreadsheets open, with the columns of the table `corpus`.
import { entityName } from "./facets.js";

// A cell that begins so would run as a formula: an apostrophe before it makes it text, and can be taken away again.
const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/;
const QUOTED = /[",\r\n]/;
// Without it, spreadsheets take the file for another encoding.
const BYTE_ORDER_MARK = "\ufeff";

function norms(unit, type) {
  const own = unit.entities.map(({ entity }) => entity).filter((entity) => entity.type === type);
  return [...new Set(own.map(entityName))];
}

const COLUMNS = {
  doc_id: (unit) => unit.document.id,
  para_id: (unit) => unit.id,
  title: (unit) => unit.document.title,
  year: (unit) => unit.document.year,
  country: (unit) => unit.document.country,
  language: (unit) => unit.language,
  section: (unit) => unit.section,
  number: (unit) => unit.number,
  page: (unit) => unit.page || "",
  kind: (unit) => unit.kind,
  text: (unit) => unit.text,
  recommendation: (unit) => (unit.recommendation ? "true" : "false"),
  categories: (unit) => unit.labels.filter((label) => label.assigned).map((label) => label.category).join(";"),
  laws: (unit) => norms(unit, "law").join(";"),
  articles: (unit) => norms(unit, "article").join(";"),
  people: (unit) => norms(unit, "person").join(";"),
  dates: (unit) => norms(unit, "date").join(";"),
};

export function asCsv(units) {
  const lines = [Object.keys(COLUMNS), ...units.map((unit) => Object.values(COLUMNS).map((column) => column(unit)))];
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  const text = String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
