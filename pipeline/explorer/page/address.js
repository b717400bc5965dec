// What is shown, as the part of the address behind "#": a link to it, and the way back.

export const ORDERS = ["best", "document"];

export function blank() {
  return { typed: "", chosen: new Map(), every: new Set(), order: "best", para: "" };
}

export function read(hash, keys) {
  const state = blank();
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  state.typed = fields.get("q") ?? "";
  state.para = fields.get("para") ?? "";
  if (ORDERS.includes(fields.get("order"))) state.order = fields.get("order");
  for (const key of keys) {
    const ids = fields.getAll(key);
    if (ids.length) state.chosen.set(key, new Set(ids));
  }
  for (const key of fields.getAll("all")) if (keys.includes(key)) state.every.add(key);
  return state;
}

export function write(state) {
  const fields = new URLSearchParams();
  if (state.typed) fields.set("q", state.typed);
  for (const [key, ids] of state.chosen) for (const id of ids) fields.append(key, id);
  for (const key of state.every) if (state.chosen.get(key)?.size) fields.append("all", key);
  if (state.order !== ORDERS[0]) fields.set("order", state.order);
  if (state.para) fields.set("para", state.para);
  return `#${fields}`;
}

// The address of everything that has one value of one facet.
export function only(key, id) {
  return write({ ...blank(), chosen: new Map([[key, new Set([id])]]) });
}
