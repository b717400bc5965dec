// What an entity is, beside it while it has the focus or the pointer; Escape takes it away.
import { byId, element } from "./dom.js";

const MARGIN = 8;
// Time to bring the pointer from the entity to its tip, in milliseconds.
const GRACE = 200;

// Shows tips for the links below `root` that have `data-tip`, a first line, and `data-more`, a second.
export function tips(root) {
  const tip = byId("tip");
  let owner;
  let leaving;

  const hide = () => {
    clearTimeout(leaving);
    owner?.removeAttribute("aria-describedby");
    owner = undefined;
    tip.hidden = true;
  };
  const show = (link) => {
    clearTimeout(leaving);
    if (owner === link) return;
    hide();
    owner = link;
    tip.replaceChildren(element("strong", {}, link.dataset.tip), element("span", {}, link.dataset.more));
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const [box, own] = [link.getClientRects()[0] ?? link.getBoundingClientRect(), tip.getBoundingClientRect()];
    const left = Math.max(MARGIN, Math.min(box.left, document.documentElement.clientWidth - own.width - MARGIN));
    const above = box.top - own.height - MARGIN / 2;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 0 ? above : box.bottom + MARGIN / 2) + scrollY}px`;
  };
  const later = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, GRACE);
  };

  root.addEventListener("focusin", ({ target }) => target.dataset.tip && show(target));
  root.addEventListener("focusout", hide);
  root.addEventListener("pointerover", ({ target }) => {
    const link = target.closest("[data-tip]");
    if (link) show(link);
    else if (owner && owner !== document.activeElement) later();
  });
  tip.addEventListener("pointerenter", () => clearTimeout(leaving));
  tip.addEventListener("pointerleave", later);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  return hide;
}
