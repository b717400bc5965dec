// One unit as it is read: where it stands, its text, its labels, and what can be done with it.
import { only, write } from "./address.js";
import { citation, copy } from "./cite.js";
import { button, element } from "./dom.js";
import { entityId, entityName } from "./facets.js";
import { hits } from "./query.js";
import { marked } from "./spans.js";

const TYPES = new Map([["law", "Law or treaty"], ["article", "Article"], ["person", "Person"], ["date", "Date"]]);

// `state` is as in address.js, `terms` the words searched for, `mentions` the number of units by entity;
// `say` tells the reader something, `linked` marks the unit that an address names.
export function card(unit, { state, terms, mentions, say, linked }) {
  const text = element("p", { class: "text", lang: unit.language, dir: "auto" });
  const why = element("p", { class: "why" });
  const chips = unit.labels.map((label) => chip(label, (pressed) => show(pressed ? label : undefined)));

  function show(label) {
    chips.forEach((made, place) => made.setAttribute("aria-pressed", unit.labels[place] === label));
    const evidence = label?.end ? label : undefined;
    const searched = hits(unit.text, terms);
    text.replaceChildren(...marked(unit.text, unit.entities, evidence, searched, (entity) => link(entity, mentions)));
    why.replaceChildren(...(label ? reason(label) : []));
    why.hidden = !label;
  }

  show(preferred(unit, state.chosen.get("category")));
  const heading = element("h2", { id: `h-${unit.place}` }, ...where(unit, state));
  const acts = element("div", { class: "acts" }, ...actions(unit, state, say));
  const items = chips.map((made) => element("li", {}, made));
  const labels = chips.length ? element("ul", { class: "labels", "aria-label": "Labels" }, ...items) : "";
  return element(
    "article",
    { class: linked ? "card linked" : "card", "aria-labelledby": heading.id, tabindex: "-1" },
    heading, unit.section ? element("p", { class: "section" }, unit.section) : "", text, labels, why, acts,
  );
}

// The label whose evidence shows at first: one that was filtered by, else the likeliest.
function preferred(unit, categories) {
  const given = unit.labels.filter((label) => label.assigned);
  return given.find((label) => categories?.has(label.category)) ?? given[0];
}

function where(unit, state) {
  const { document } = unit;
  const place = [
    unit.number ? `para. ${unit.number}` : "",
    unit.page ? `p. ${unit.page}` : "",
    unit.kind === "paragraph" ? "" : unit.kind.replace("_", " "),
    unit.recommendation ? "recommendation" : "",
  ].filter(Boolean).join(" · ");
  const title = element("a", { href: write({ ...state, para: unit.id }) }, document.title || document.id);
  // A title nearly always names the country.
  const country = document.title ? "" : document.countryName;
  const source = [country, document.publisher, document.year].filter(Boolean).join(", ");
  return [title, " ", element("span", { class: "place" }, [source, place].filter(Boolean).join(" · "))];
}

function chip(label, act) {
  const made = button(
    "",
    () => act(made.getAttribute("aria-pressed") !== "true"),
    { class: label.assigned ? "chip" : "chip unassigned", title: label.review || undefined },
  );
  made.append(
    label.category, " ", element("span", { class: "probability" }, label.probability.toFixed(2)),
    label.assigned ? "" : element("span", { class: "spoken" }, ", not assigned"),
    label.review ? element("span", { class: "flag", "aria-hidden": "true" }, "⚑") : "",
    label.review ? element("span", { class: "spoken" }, `, ${label.review}`) : "",
  );
  return made;
}

function reason(label) {
  const parts = [element("strong", {}, label.category), label.assigned ? "" : " (not assigned)"];
  parts.push(`: probability ${label.probability.toFixed(2)}`);
  if (label.review) parts.push(`, ${label.review}`);
  if (label.end) {
    parts.push(". ", element("span", { class: "evidence" }, "The sentence that speaks most for it"), " is marked");
  }
  if (label.terms.length) parts.push("; by its words ", element("b", {}, label.terms.join(", ")));
  return [...parts, "."];
}

function link(entity, mentions) {
  const key = entity.type;
  const [id, name] = [entityId(entity), entityName(entity)];
  const many = mentions(key, id);
  return element("a", {
    class: `entity ${TYPES.has(key) ? key : ""}`,
    href: only(key, id),
    "data-tip": name || "no norm",
    "data-more": `${TYPES.get(key) ?? key} · in ${many} ${many === 1 ? "paragraph" : "paragraphs"}: open to see all`,
  });
}

function actions(unit, state, say) {
  const shown = element("input", { class: "citation", readonly: true, "aria-label": "Citation", hidden: true });
  const cite = button("Copy citation", async () => {
    const text = citation(unit);
    if (await copy(text)) {
      say("Citation copied");
      return;
    }
    shown.value = text;
    shown.hidden = false;
    shown.select();
    say("Citation selected: copy it");
  });
  const context = element("a", { href: write({ ...state, para: unit.id }) }, "Read in context");
  return [context, cite, element("code", {}, unit.id), shown];
}
