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

  // How many minutes of a chapter are left, once its reader has begun.
  const parts = all("[data-left], [data-exercises]");
  if (parts.length) {
    const note = document.body.appendChild(document.createElement("p"));
    note.className = "minutes-left";
    note.hidden = true;
    const tellLeft = () => {
      const line = innerHeight / 2;
      const place = parts.findLastIndex(part => part.getBoundingClientRect().top <= line);
      const { top = 0, bottom = 0 } = parts[place]?.getBoundingClientRect() ?? {};
      note.hidden = scrollY < innerHeight / 2 || place < 0
        || (place === parts.length - 1 && bottom < line);
      if (note.hidden) return;
      const { left, exercises } = parts[place].dataset;
      const next = Number(parts[place + 1]?.dataset.left ?? 0);
      const minutes = left - (left - next) * Math.min(1, (line - top) / (bottom - top));
      note.textContent = exercises ? `Exercises: about ${exercises} minutes`
        : `About ${Math.max(1, Math.round(minutes))} min left`;
    };
    addEventListener("scroll", tellLeft, { passive: true });
  }

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
