// @ts-check
// Chapter 4: three faces, each filled in several ways, two of them under one slider.

import { mountBeforeAfter } from "./flipbook.js";

/** @param {HTMLElement} root @param {string} base address of this folder */
export function mount(root, base) {
  return mountBeforeAfter(root, base, "before_after", {
    label: "by the error of the paper’s network",
    left: "our compact network", right: "truth" });
}
