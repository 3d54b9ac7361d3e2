// @ts-check
// Playing through numbered frames: buttons, a scrubber, keys; nothing moves where stillness is
// wished. And a choice among many.

import { limit, make, makeButton, makeSlider, nameAnew, wantsStillness } from "./base.js";

/**
 * @param {{label: string, count: number, pause?: number, write: (frame: number) => string,
 *   onShow: (frame: number) => void}} settings Frames are counted from 0; `pause` is in
 *   milliseconds.
 */
export function makePlayer({ label, count, pause = 600, write, onShow }) {
  let frame = 0;
  let last = count - 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const play = makeButton("Play", () => (waiting === undefined ? start() : stop()),
    { class: "pg-button pg-main pg-play" });
  // Who wants stillness steps by hand: nothing moves by itself.
  play.hidden = wantsStillness();
  const back = makeButton("−1", () => { stop(); show(frame - 1); }, { "aria-label": "−1, one back" });
  const forth = makeButton("+1", () => { stop(); show(frame + 1); }, { "aria-label": "+1, one on" });
  const slider = makeSlider({
    label, min: 0, max: last, value: 0, write,
    onInput: (value) => { stop(); show(value); },
  });
  slider.box.classList.add("pg-scrubber");
  slider.input.addEventListener("keydown", (event) => {
    if (event.key === " " && !play.hidden) {
      event.preventDefault();
      play.click();
    }
  });
  const box = make("div", { class: "pg-player" }, play, back, forth, slider.box);

  /** @param {number} next */
  function show(next) {
    frame = limit(next, 0, last);
    slider.set(frame);
    // Not disabled: a button that is loses the keyboard's focus.
    back.setAttribute("aria-disabled", String(frame === 0));
    forth.setAttribute("aria-disabled", String(frame === last));
    onShow(frame);
  }

  function start() {
    play.textContent = "Pause";
    if (frame === last) show(0);
    const tick = () => {
      // A playground that has left the page stops by itself.
      if (!box.isConnected || frame === last) {
        stop();
        return;
      }
      show(frame + 1);
      waiting = setTimeout(tick, pause);
    };
    waiting = setTimeout(tick, pause);
  }

  function stop() {
    clearTimeout(waiting);
    waiting = undefined;
    play.textContent = "Play";
  }

  /** Change how many frames there are, and go to one of them. @param {number} frames */
  function resize(frames, at = 0) {
    stop();
    last = frames - 1;
    slider.input.max = String(last);
    show(at);
  }

  return { box, show, stop, resize, read: () => frame };
}

/**
 * Load the style sheet of the chapters' playgrounds, so that what is shown first has its looks.
 * @param {string} base
 * @returns {Promise<void>}
 */
export function loadStyle(base) {
  const href = `${base}chapters.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = make("link", { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error("chapters.css could not be loaded")));
    // After the sheet that all playgrounds share, which stands in the page's body: the later wins.
    (document.querySelector('link[href$="playground.css"]') ?? document.head.lastElementChild)
      ?.after(link);
  });
}

/**
 * A choice of one among many, folded.
 * @param {{label: string, options: readonly string[], value: string,
 *   onChange: (value: string) => void}} settings
 */
export function makeSelect({ label, options, value, onChange }) {
  const id = nameAnew();
  const select = make("select", { id, class: "pg-select" }, ...options.map((option) =>
    make("option", { value: option, selected: option === value }, option.replaceAll("_", " "))));
  select.addEventListener("change", () => onChange(select.value));
  return { box: make("div", { class: "pg-control" }, make("label", { for: id }, label), select) };
}
