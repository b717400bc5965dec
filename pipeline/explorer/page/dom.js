// Elements are made of their parts, text always as text: nothing here reads a string as HTML.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
}

export function button(text, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

// Lets the browser paint and take in keys before long work goes on.
export function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}

const NUMBERS = new Intl.NumberFormat("en");

export function figure(number) {
  return NUMBERS.format(number);
}
