// How a paragraph is cited: document, publisher, year, paragraph, page, and the name that it has in the tables.

export function citation(unit) {
  const { document } = unit;
  const title = document.title ? `“${document.title}”` : document.id;
  const source = [document.publisher, title].filter(Boolean).join(", ");
  const place = [
    unit.number ? `para. ${unit.number}` : "",
    unit.section,
    unit.page ? `p. ${unit.page}` : "",
    `[${unit.id}]`,
  ].filter(Boolean).join(", ");
  return `${source}${document.year ? ` (${document.year})` : ""}, ${place}`;
}

// Gives the text to the clipboard; false where the browser does not let the page.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
