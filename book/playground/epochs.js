// @ts-check
// Chapter 4: eight faces as the compact network fills them, from its first epoch to its last.

import { mountFlipbook } from "./flipbook.js";

/** @param {HTMLElement} root @param {string} base address of this folder */
export function mount(root, base) {
  return mountFlipbook(root, base, "epochs", { label: "epoch",
    alt: "A drawn face, filled by the compact network" });
}
