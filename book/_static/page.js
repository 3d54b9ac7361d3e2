// What a page does beyond the theme. Without scripts all of it can still be read.
"use strict";
{
  const root = document.documentElement;
  const all = selector => [...document.querySelectorAll(selector)];

  const actions = {
    print: () => window.print(),
    fullscreen: () => (document.fullscreenElement ? document.exitFullscreen()
      : root.requestFullscreen()),
  };
  for (const button of all("[data-action]"))
    button.addEventListener("click", actions[button.dataset.action]);

  // What is too wide scrolls by itself, so the keyboard must reach it; what fits is no tab stop.
  const WIDE = ".pst-scrollable-table-container, article table, article .math, article pre, .output";
  const reach = () => {
    for (const box of all(WIDE))
      if (box.scrollWidth > box.clientWidth + 1 && box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);

  const words = { light: "light", dark: "dark", auto: "as the system has them" };
  const nameMode = () => {
    for (const button of all(".theme-switch-button"))
      button.ariaLabel = button.title = `Colours: ${words[root.dataset.mode]}. Change them`;
  };
  nameMode();
  new MutationObserver(nameMode).observe(root, { attributeFilter: ["data-mode"] });

  // Paper is white, and a folded box on it cannot be opened.
  matchMedia("print").addEventListener("change", ({ matches: printing }) => {
    if (printing) root.dataset.screenTheme = root.dataset.theme;
    root.dataset.theme = printing ? "light" : root.dataset.screenTheme;
    for (const box of all(printing ? "details:not([open])" : "details[data-printed]")) {
      box.open = printing;
      box.toggleAttribute("data-printed", printing);
    }
    for (const picture of all("img[loading=lazy]")) picture.loading = "eager";
  });
}
