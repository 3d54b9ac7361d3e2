// @ts-check
// Chapter 2: models of one pixel fill a hole from the rim inwards, ring after ring.

import { mountFlipbook } from "./flipbook.js";

/** @param {HTMLElement} root @param {string} base address of this folder */
export function mount(root, base) {
  return mountFlipbook(root, base, "rings", { label: "rings filled",
    alt: "The fox’s eye, lost under a square, filled from the rim" });
}
