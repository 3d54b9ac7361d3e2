// What all playgrounds share: controls, canvases of whole pixels, keys, and words read aloud.

/** @typedef {{data: Float32Array, width: number, height: number}} Picture
 * Red, green and blue in [0, 1], row by row. */

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes] true sets an empty
 *   one, false and undefined none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children);
  return element;
}

let lastId = 0;

/** A name that no other element of the page has. */
export function nameAnew() {
  lastId += 1;
  return `pg-${lastId}`;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {Record<string, string | number | boolean>} [attributes]
 */
export function makeButton(text, onClick, attributes = {}) {
  const button = make("button", { type: "button", class: "pg-button", ...attributes }, text);
  button.addEventListener("click", onClick);
  return button;
}

/**
 * A slider with its name above and its value beside it.
 * @param {{label: string, min: number, max: number, step?: number, value: number,
 *   write?: (value: number) => string, onInput: (value: number) => void}} settings
 */
export function makeSlider({ label, min, max, step = 1, value, write = String, onInput }) {
  const id = nameAnew();
  const input = make("input", { type: "range", id, min, max, step, value });
  const output = make("output", { for: id, class: "pg-value" }, write(value));
  /** @param {number} number */
  const show = (number) => {
    output.textContent = write(number);
    input.setAttribute("aria-valuetext", write(number));
  };
  show(value);
  input.addEventListener("input", () => {
    show(Number(input.value));
    onInput(Number(input.value));
  });
  const box = make("div", { class: "pg-control" },
    make("label", { for: id }, label), make("span", { class: "pg-slider" }, input, output));
  /** @param {number} number Set it without calling onInput. */
  const set = (number) => {
    input.value = String(number);
    show(Number(input.value));
  };
  return { box, input, set };
}

/**
 * A choice of one among a few, as buttons in a row.
 * @template {string} T
 * @param {{label: string, options: readonly T[], value: T, onChange: (value: T) => void,
 *   write?: (value: T) => string}} settings
 */
export function makeChoice({ label, options, value, onChange, write = String }) {
  const name = nameAnew();
  const row = make("span", { class: "pg-options" });
  /** @type {Map<T, HTMLInputElement>} */
  const inputs = new Map();
  for (const option of options) {
    const input = make("input", { type: "radio", name, value: option, checked: option === value });
    input.addEventListener("change", () => onChange(option));
    inputs.set(option, input);
    row.append(make("label", { class: "pg-option" }, input, make("span", {}, write(option))));
  }
  const box = make("fieldset", { class: "pg-control" }, make("legend", {}, label), row);
  /** @param {T | null} option Set it without calling onChange; null chooses none. */
  const set = (option) => {
    for (const [key, input] of inputs) {
      input.checked = key === option;
    }
  };
  return { box, set };
}

/** Words for everybody, read aloud when they have stood still for half a second. */
export function makeLive() {
  const shown = make("p", { class: "pg-words", "aria-hidden": "true" });
  const aloud = make("p", { class: "pg-aloud", role: "status" });
  const box = make("div", { class: "pg-live" }, shown, aloud);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /**
   * Say what is not seen otherwise, and show what stands nowhere else.
   * @param {string} spoken
   * @param {string} [text]
   */
  const tell = (spoken, text = "") => {
    shown.textContent = text;
    clearTimeout(waiting);
    waiting = setTimeout(() => { aloud.textContent = `${text} ${spoken}`; }, 500);
  };
  /** Show and say. @param {string} text */
  const say = (text) => tell("", text);
  return { box, tell, say };
}

/**
 * A canvas with its title, drawn as whole pixels.
 * @param {{title: string, width: number, height: number, alt: string, role?: string,
 *   tone?: "truth" | "network" | "paper" | "classical" | "baseline" | "missing"}} settings
 */
export function makePanel({ title, width, height, alt, role = "img", tone }) {
  const canvas = make("canvas", { width, height, role, "aria-label": alt });
  const heading = make("span", { class: "pg-panel-title" }, title);
  const note = make("span", { class: "pg-panel-note" });
  const box = make("div", { class: "pg-panel", "data-tone": tone },
    make("div", { class: "pg-panel-head" }, heading, note), canvas);
  return { box, canvas, heading, note };
}

/**
 * A table of scores: a row for each name, a column for each score.
 * @param {string} corner
 * @param {readonly string[]} names
 * @param {readonly string[]} scores
 */
export function makeScores(corner, names, scores) {
  const rows = new Map(names.map((name) => [name, scores.map((score) => make("td",
    { "data-score": `${name} ${score}` }, "–"))]));
  const head = make("tr", {}, ...[corner, ...scores].map((text) => make("th", { scope: "col" },
    text)));
  const table = make("table", { class: "pg-scores" }, make("thead", {}, head),
    make("tbody", {}, ...[...rows].map(([name, cells]) => make("tr", {},
      make("th", { scope: "row" }, name), ...cells))));
  /** @param {string} name @param {readonly string[]} texts a dash where there is none */
  const write = (name, texts) => {
    rows.get(name)?.forEach((cell, place) => { cell.textContent = texts[place] ?? "–"; });
  };
  return { table, write };
}

/**
 * Draw colours in [0, 1] on a canvas of the same size.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} pixels
 */
export function drawPixels(canvas, pixels) {
  const { width, height } = canvas;
  const context = takeContext(canvas);
  const image = context.createImageData(width, height);
  for (let place = 0; place < width * height; place += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      // Uint8ClampedArray rounds and clips.
      image.data[4 * place + channel] = 255 * pixels[3 * place + channel];
    }
    image.data[4 * place + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** @param {HTMLCanvasElement} canvas */
export function takeContext(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) {
    throw new Error("this browser draws no canvas");
  }
  return context;
}

/**
 * Take pixels from something a canvas can draw, at its own size.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 * @returns {Picture}
 */
export function readPixels(source, width, height) {
  const context = takeContext(make("canvas", { width, height }));
  context.drawImage(source, 0, 0, width, height);
  const bytes = context.getImageData(0, 0, width, height).data;
  const data = new Float32Array(3 * width * height);
  for (let place = 0; place < width * height; place += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      data[3 * place + channel] = bytes[4 * place + channel] / 255;
    }
  }
  return { data, width, height };
}

/**
 * @param {string} address
 * @returns {Promise<Response>}
 */
export async function fetchFile(address) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    const name = address.split("/").pop();
    throw new Error(`${name} could not be loaded; try again with the network on`);
  }
  return response;
}

/** @param {string} address */
export async function loadJson(address) {
  return (await fetchFile(address)).json();
}

/** @param {string} address A picture without an embedded colour profile.
 * @returns {Promise<Picture>} */
export async function loadPicture(address) {
  const bitmap = await createImageBitmap(await (await fetchFile(address)).blob());
  return readPixels(bitmap, bitmap.width, bitmap.height);
}

/**
 * Row and column of the pixel under a pointer; they may lie outside of the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
function findPixel(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [Math.floor((event.clientY - box.top) / box.height * canvas.height),
    Math.floor((event.clientX - box.left) / box.width * canvas.width)];
}

/**
 * Call with the pixel under a mouse, pressed or not.
 * @param {HTMLCanvasElement} canvas
 * @param {(row: number, column: number) => void} onMove
 */
export function watchHover(canvas, onMove) {
  canvas.addEventListener("pointermove", (event) => onMove(...findPixel(canvas, event)));
}

/**
 * Call with the pixel under finger, pen or mouse while it is down; only the first finger counts.
 * @param {HTMLCanvasElement} canvas
 * @param {{down: (row: number, column: number) => void,
 *   move?: (row: number, column: number) => void, up?: () => void}} calls
 */
export function watchPointer(canvas, { down, move = () => {}, up = () => {} }) {
  /** @type {number | null} */
  let held = null;
  canvas.classList.add("pg-grip");
  canvas.addEventListener("pointerdown", (event) => {
    if (held === null && event.button === 0) {
      held = event.pointerId;
      canvas.setPointerCapture(held);
      down(...findPixel(canvas, event));
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId === held) {
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        move(...findPixel(canvas, part));
      }
    }
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId === held) {
        held = null;
        up();
      }
    });
  }
}

/**
 * Answer to arrow keys, in steps of 1 or, with shift, of 8, and to other keys by name.
 * @param {HTMLElement} element
 * @param {(down: number, right: number) => void} onMove
 * @param {Record<string, () => void>} [others] such as {" ": paint, u: undo}
 */
export function watchKeys(element, onMove, others = {}) {
  /** @type {Record<string, [number, number]>} */
  const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const step = event.shiftKey ? 8 : 1;
    const way = ways[event.key];
    const other = others[event.key] ?? others[event.key.toLowerCase()];
    if (way) {
      onMove(way[0] * step, way[1] * step);
    } else if (other) {
      other();
    } else {
      return;
    }
    event.preventDefault();
  });
}

/** Tell whether the reader wants things to stand still. */
export function wantsStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @param {number} value @param {number} low @param {number} high */
export function limit(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
