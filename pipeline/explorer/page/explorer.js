// The page: what is typed and chosen decides what is shown, and the address says both.
import { blank, read, write } from "./address.js";
import { card } from "./card.js";
import { load } from "./corpus.js";
import { byId, figure } from "./dom.js";
import { facetsOf, ranked, select } from "./facets.js";
import { panel } from "./panel.js";
import { parse } from "./query.js";
import { asCsv, download } from "./spreadsheet.js";
import { tips } from "./tip.js";

const PAGE = 20;
// Units before and after the one that an address names.
const AROUND = 3;
// Typing goes into the address after it has rested, in milliseconds: browsers refuse too many changes.
const REST = 400;

async function start() {
  const corpus = await load((share) => {
    byId("status").textContent = `Reading the corpus: ${Math.round(share * 100)} %`;
  });
  const facets = facetsOf(corpus.units);
  const keys = facets.map((facet) => facet.key);
  const totals = new Map(facets.map((facet) => [facet.key, totalsOf(facet)]));
  const mentions = (key, id) => totals.get(key)?.get(id) ?? 0;
  const hideTip = tips(byId("results"));
  const showCounts = panel(byId("facets"), facets, { toggle, combine });
  let state = read(location.hash, keys);
  let terms = [];
  let found = [];
  let shown = 0;
  let resting;
  let counting;

  function totalsOf(facet) {
    const counts = new Map(facet.ids.map((id) => [id, 0]));
    for (const place of facet.values) counts.set(facet.ids[place], counts.get(facet.ids[place]) + 1);
    return counts;
  }

  function toggle(key, id, on) {
    const ids = new Set(state.chosen.get(key));
    if (on) ids.add(id);
    else ids.delete(id);
    const chosen = new Map(state.chosen).set(key, ids);
    if (!ids.size) chosen.delete(key);
    go({ ...state, chosen, para: "" });
  }

  function combine(key, all) {
    const every = new Set(state.every);
    if (all) every.add(key);
    else every.delete(key);
    go({ ...state, every, para: "" });
  }

  // Shows another state and remembers it as a step that the browser can go back from.
  function go(next) {
    state = next;
    history.pushState(null, "", write(state));
    update();
  }

  function update() {
    clearTimeout(resting);
    hideTip();
    const query = parse(state.typed);
    const scores = corpus.words.search(query, (unit) => corpus.units[unit].text);
    const selection = select(corpus.units.length, facets, state.chosen, state.every, scores);
    terms = query.terms;
    found = ranked(selection.found, scores, state.order === "best");
    if (byId("search").value !== state.typed) byId("search").value = state.typed;
    byId("order").value = state.order;
    byId("clear").hidden = !state.typed && !state.chosen.size;
    byId("export").disabled = !found.length;
    const target = corpus.byPara.get(state.para);
    if (target) readAround(target);
    else list();
    // The paragraphs come first: counts can wait until these are painted, and are not needed if a key comes before.
    const { chosen, every } = state;
    counting = selection;
    requestAnimationFrame(() => setTimeout(() => {
      if (counting === selection) showCounts(selection.count, chosen, every);
    }));
  }

  function draw(unit, linked = false) {
    return card(unit, { state: { ...state, para: "" }, terms, mentions, say, linked });
  }

  function list() {
    shown = Math.min(PAGE, found.length);
    byId("results").replaceChildren(...found.slice(0, shown).map((place) => draw(corpus.units[place])));
    const missing = state.para ? `There is no ${state.para} here. ` : "";
    const all = figure(corpus.units.length);
    byId("status").textContent = `${missing}${figure(found.length)} of ${all} paragraphs and notes`;
    byId("back").hidden = true;
    byId("more").hidden = shown >= found.length;
  }

  function more() {
    const next = found.slice(shown, shown + PAGE).map((place) => draw(corpus.units[place]));
    shown += next.length;
    byId("results").append(...next);
    byId("more").hidden = shown >= found.length;
    next[0].focus();
  }

  // The named unit between its neighbours in the document.
  function readAround(target) {
    const near = corpus.units.slice(Math.max(0, target.place - AROUND), target.place + AROUND + 1);
    const same = near.filter((unit) => unit.document === target.document);
    byId("results").replaceChildren(...same.map((unit) => draw(unit, unit === target)));
    byId("status").textContent = `${target.id} in its document`;
    byId("back").hidden = false;
    byId("more").hidden = true;
    const linked = document.querySelector(".linked");
    linked.focus({ preventScroll: true });
    linked.scrollIntoView({ block: "center" });
  }

  function say(text) {
    byId("said").textContent = text;
    setTimeout(() => { byId("said").textContent = ""; }, 4000);
  }

  byId("search").addEventListener("input", ({ target }) => {
    state = { ...state, typed: target.value, para: "" };
    update();
    resting = setTimeout(() => history.replaceState(null, "", write(state)), REST);
  });
  byId("order").addEventListener("change", ({ target }) => go({ ...state, order: target.value, para: "" }));
  byId("clear").addEventListener("click", () => {
    go({ ...blank(), order: state.order });
    byId("search").focus();
  });
  byId("back").addEventListener("click", () => go({ ...state, para: "" }));
  byId("more").addEventListener("click", more);
  // The address belongs to the state: this link must not change it.
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("results").focus();
  });
  byId("export").addEventListener("click", () => {
    download("selection.csv", asCsv(found.map((place) => corpus.units[place])));
    say(`${figure(found.length)} rows written to selection.csv`);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.activeElement.matches("input, select, textarea")) return;
    event.preventDefault();
    byId("search").focus();
  });
  window.addEventListener("popstate", () => {
    state = read(location.hash, keys);
    update();
  });

  byId("filters").open = matchMedia("(min-width: 50rem)").matches;
  for (const control of document.querySelectorAll("#search, #order")) control.disabled = false;
  update();
  document.body.dataset.ready = "";
}

start();
