// The side panel: beside the chat on a wide screen, over it on a phone.

import { byId } from "./dom.js";

const WIDE = matchMedia("(min-width: 1000px)");

function setOpen(open) {
  byId("panel").classList.toggle("open", open);
  byId("veil").hidden = !open;
  byId("chat").inert = open;
  byId("panel-open").setAttribute("aria-expanded", String(open));
}

export function startPanel() {
  const close = () => {
    if (!byId("panel").classList.contains("open")) return;
    setOpen(false);
    byId("panel-open").focus();
  };
  byId("panel-open").addEventListener("click", () => {
    setOpen(true);
    byId("panel-close").focus();
  });
  byId("panel-close").addEventListener("click", close);
  byId("veil").addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  WIDE.addEventListener("change", () => setOpen(false));
}
