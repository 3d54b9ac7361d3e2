// Classic script, loaded by every page with a playground: puts a working button on each, and loads
// the playground itself only when that is pressed. From file:// a browser loads no modules.
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const base = new URL(".", script.src).href;

  /** @param {HTMLElement} figure */
  const prepare = (figure) => {
    const button = /** @type {HTMLButtonElement} */ (figure.querySelector(".pg-start button"));
    const words = /** @type {HTMLElement} */ (figure.querySelector(".pg-start [role=status]"));
    const stage = /** @type {HTMLElement} */ (figure.querySelector(".pg-stage"));
    if (location.protocol === "file:") {
      words.textContent = "This page was opened as a file, and a browser runs no playground from "
        + "one. Open it through a web server: make serve.";
      return;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      words.textContent = "Loading …";
      const root = document.createElement("div");
      root.className = "pg-root";
      try {
        const { mount } = await import(`${base}${figure.dataset.playground}.js`);
        await mount(root, base);
        stage.replaceChildren(root);
        /** @type {HTMLElement} */ (figure.querySelector(".pg-start")).hidden = true;
        figure.dataset.state = "running";
        /** @type {HTMLElement | null} */ (root.querySelector("[data-focus]"))
          ?.focus({ preventScroll: true });
        figure.dispatchEvent(new CustomEvent("playground", { detail: "running" }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        words.textContent = `The playground did not start: ${reason}`;
        figure.dataset.state = "failed";
        button.disabled = false;
      }
    });
  };

  const prepareAll = () => {
    for (const figure of document.querySelectorAll("figure.playground")) {
      prepare(/** @type {HTMLElement} */ (figure));
    }
  };
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", prepareAll);
  } else {
    prepareAll();
  }
})();
