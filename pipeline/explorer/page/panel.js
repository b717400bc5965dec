// The filters: a list of boxes for each facet.
import { button, element, figure } from "./dom.js";

const FEW = 10;
const MANY = 200;

// Makes the filters below `root`; `toggle(key, id, on)` and `combine(key, all)` are told what a person does.
// Gives a function that shows the counts of a selection, which `count` gives for a facet.
export function panel(root, facets, { toggle, combine }) {
  const shown = facets.map((facet) => list(facet, toggle, combine));
  root.replaceChildren(...shown.map(({ details }) => details));
  return (count, chosen, every) => {
    shown.forEach((one, place) => {
      const { key } = facets[place];
      one.update(count, chosen.get(key) ?? new Set(), every.has(key));
    });
  };
}

function list(facet, toggle, combine) {
  const number = element("span", { class: "chosen" });
  const boxes = element("ul");
  const find = { placeholder: "Find…", "aria-label": `Find in ${facet.label}`, autocomplete: "off" };
  const narrow = element("input", { type: "search", ...find });
  const more = button("Show more", () => { limit = MANY; draw(); }, { class: "more" });
  const all = element("input", { type: "checkbox" });
  const both = element("label", { class: "every" }, all, " all of the chosen at once");
  const details = element(
    "details", { open: facet.open },
    element("summary", {}, facet.label, " ", number),
    element(
      "fieldset", {}, element("legend", { class: "spoken" }, facet.label),
      facet.hint ? element("p", { class: "hint" }, facet.hint) : "",
      facet.ids.length > FEW ? narrow : "", boxes, more, facet.many ? both : "",
    ),
  );
  const rows = new Map();
  let limit = FEW;
  let latest = [];

  function row(place) {
    if (!rows.has(place)) {
      const box = element("input", { type: "checkbox" });
      const many = element("span", { class: "count" });
      box.addEventListener("change", () => toggle(facet.key, facet.ids[place], box.checked));
      const name = element("span", { class: "name" }, facet.names[place]);
      rows.set(place, { box, many, item: element("li", {}, element("label", {}, box, " ", name, " ", many)) });
    }
    return rows.get(place);
  }

  function draw() {
    const [count, chosen, every] = latest;
    const counts = count(facet);
    const marks = [...chosen].map((id) => facet.places.get(id)).filter((place) => place !== undefined);
    const ticked = new Set(marks);
    const wanted = narrow.value.toLowerCase();
    const places = [];
    for (let place = 0; place < counts.length; place += 1) {
      if (!counts[place] && !ticked.has(place)) continue;
      if (!wanted || facet.names[place].toLowerCase().includes(wanted)) places.push(place);
    }
    const byName = (one, other) => (facet.names[one] < facet.names[other] ? -1 : 1);
    const byCount = (one, other) => counts[other] - counts[one] || byName(one, other);
    places.sort(facet.newest ? (one, other) => byName(other, one) : byCount);
    const head = places.slice(0, limit);
    const beyond = marks.filter((place) => !head.includes(place) && places.includes(place));
    const items = [...head, ...beyond].map((place) => {
      const { box, many, item } = row(place);
      box.checked = ticked.has(place);
      many.textContent = figure(counts[place]);
      return item;
    });
    const focused = document.activeElement;
    boxes.replaceChildren(...items);
    if (boxes.contains(focused) && focused !== document.activeElement) focused.focus({ preventScroll: true });
    more.hidden = places.length <= limit || limit === MANY;
    number.textContent = chosen.size ? `${chosen.size} chosen` : "";
    both.hidden = chosen.size < 2;
    all.checked = every;
  }

  narrow.addEventListener("input", draw);
  all.addEventListener("change", () => combine(facet.key, all.checked));
  details.addEventListener("toggle", () => details.open && latest.length && draw());
  return {
    details,
    update(...values) {
      latest = values;
      if (details.open) draw();
      else number.textContent = latest[1].size ? `${latest[1].size} chosen` : "";
    },
  };
}
