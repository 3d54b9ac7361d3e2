// Playground "paint": paint a hole into a face or a photo, and see it filled in two ways.

import {
  drawPixels, limit, loadJson, make, makeButton, makeLive, makePanel, makeScores, makeSlider,
  watchHover, watchKeys, watchPointer,
} from "./base.js";
import { blend, drawBrush, markSquare, showHole, SIDE } from "./brush.js";
import { drawErrors, loadColours, makeScale } from "./errors.js";
import { loadFaces, makeFaceChoice } from "./faces.js";
import { fillMembrane, listErrors, measureInHole, measurePsnr } from "./fills.js";
import { openNetwork } from "./network.js";
import { readPhoto } from "./photo.js";

const [LEAST_BRUSH, LARGEST_BRUSH] = [2, 48];
const MOST_UNDO = 60;
const WARMING_ROUNDS = 6;
const HINT = "Draw with finger or mouse, or click into the picture and use the arrow keys (with "
  + "shift by 8 pixels), space, + and −, U and C. A photo may also be dropped here; it stays in "
  + "this browser and is sent nowhere.";

/** @typedef {import("./faces.js").Face} Face */
/** @typedef {ReturnType<typeof makePanel>} Panel */

/** @param {HTMLElement} root @param {string} base */
export async function mount(root, base) {
  const started = performance.now();
  const networks = loadJson(`${base}data/paint.json`).then(({ networks: names }) => Promise.all(
    names.map((/** @type {string} */ name) => openNetwork(base, name))));
  networks.catch(() => {});  // told below, when there is a place to tell it
  const stage = new Stage(...await Promise.all([loadFaces(base), loadColours(base)]));
  stage.onFill = (milliseconds) => {
    root.dataset.fill = milliseconds.toFixed(1);
    root.dataset.firstFill ??= (performance.now() - started).toFixed(0);
  };
  root.append(stage.box);
  await stage.showFace(0);
  networks.then(async (found) => {
    await stage.useNetworks(found);
    await warmUp(found);
  }, (error) => stage.missNetworks(error));
}

/**
 * Fill nothing a few times while the page is idle: only what has run some times is compiled well.
 * @param {import("./network.js").Network[]} networks
 */
async function warmUp(networks) {
  for (let round = 0; round < WARMING_ROUNDS; round += 1) {
    await new Promise((done) => { setTimeout(done, 100); });
    await Promise.all(networks.map((network) => network.fill(
      new Float32Array(3 * SIDE * SIDE), new Uint8Array(SIDE * SIDE))));
  }
}

function makePanels() {
  const size = { width: SIDE, height: SIDE };
  return {
    hole: makePanel({ ...size, title: "Paint here", tone: "missing", role: "application",
      alt: "The picture with its hole. Arrow keys move the square brush, with shift by eight "
        + "pixels; space paints, plus and minus change its size, U takes back, C clears." }),
    network: makePanel({ ...size, title: "Network", tone: "network",
      alt: "The hole filled by the network" }),
    membrane: makePanel({ ...size, title: "Membrane", tone: "classical",
      alt: "The hole filled by the membrane" }),
    truth: makePanel({ ...size, title: "Truth", tone: "truth",
      alt: "The picture without a hole" }),
    networkError: makePanel({ ...size, title: "Network’s error",
      alt: "Where the network errs, bright on black" }),
    membraneError: makePanel({ ...size, title: "Membrane’s error",
      alt: "Where the membrane errs, bright on black" }),
  };
}

class Stage {
  /**
   * @param {Face[]} faces
   * @param {import("./errors.js").Colours} colours
   */
  constructor(faces, colours) {
    this.faces = faces;
    this.colours = colours;
    /** @type {import("./network.js").Network[]} none until loaded; a second one is sharper */
    this.networks = [];
    this.truth = faces[0].pixels;
    this.mask = new Uint8Array(SIDE * SIDE);
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.past = [];
    /** @type {Float32Array[]} of the networks and then of the membrane */
    this.fills = [];
    this.cursor = [SIDE / 2, SIDE / 2];
    /** @type {number[] | null} where the brush is down */
    this.last = null;
    this.size = 20;
    this.share = 0;
    this.asked = 0;
    this.onFill = (/** @type {number} */ _milliseconds) => {};

    this.panels = makePanels();
    this.live = makeLive();
    this.scores = makeScores("In the hole", ["Network", "Membrane"],
      ["MSE", "PSNR", "Error, grey levels"]);
    this.frame = make("span", { class: "pg-cursor", "aria-hidden": "true" });
    this.brush = makeSlider({ label: "Brush", min: LEAST_BRUSH, max: LARGEST_BRUSH, step: 2,
      value: this.size, write: (value) => `${value} px`, onInput: (value) => this.resize(value) });
    this.brush.box.classList.add("pg-inline");
    this.choice = makeFaceChoice(faces, SIDE, (number) => this.showFace(number));
    this.file = make("input", { type: "file", accept: "image/*", hidden: true });
    this.bindBrush(this.panels.hole.canvas);
    this.controls = make("div", { class: "pg-controls" });
    this.box = this.arrange();
  }

  /** @param {HTMLCanvasElement} canvas */
  bindBrush(canvas) {
    const pad = make("div", { class: "pg-pad" });
    canvas.replaceWith(pad);
    pad.append(canvas, this.frame);
    canvas.tabIndex = 0;
    canvas.dataset.focus = "";
    watchHover(canvas, (row, column) => this.moveTo(row, column));
    watchPointer(canvas, {
      down: (row, column) => this.press(row, column),
      move: (row, column) => this.drag(row, column),
      up: () => this.lift(),
    });
    watchKeys(canvas, (down, right) => {
      this.moveTo(this.cursor[0] + down, this.cursor[1] + right);
      this.live.say(`Brush at row ${this.cursor[0]}, column ${this.cursor[1]}.`);
    }, {
      " ": () => this.stamp(), enter: () => this.stamp(), u: () => this.undo(),
      c: () => this.clear(), "+": () => this.resize(this.size + 2),
      "=": () => this.resize(this.size + 2), "-": () => this.resize(this.size - 2),
    });
  }

  arrange() {
    this.file.addEventListener("change", () => this.takeFile(this.file.files));
    const buttons = make("span", { class: "pg-buttons" },
      makeButton("Your photo …", () => this.file.click()), this.file,
      makeButton("Undo", () => this.undo()), makeButton("Clear", () => this.clear()));
    const { hole, network, membrane, truth, networkError, membraneError } = this.panels;
    truth.box.classList.add("pg-last");
    this.controls.append(this.choice.box, this.brush.box, buttons);
    const panels = make("div", { class: "pg-panels pg-three" }, hole.box, network.box,
      membrane.box, truth.box, networkError.box, membraneError.box, makeScale(this.colours));
    const box = make("div", {}, this.controls, panels, this.scores.table, this.live.box,
      make("p", { class: "pg-hint" }, HINT));
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.takeFile(event.dataTransfer?.files);
    });
    network.note.textContent = "loading …";
    return box;
  }

  /** @param {import("./network.js").Network[]} networks */
  useNetworks(networks) {
    this.networks = networks;
    if (networks.length > 1) {
      this.controls.append(makeSlider({ label: "Small error ↔ sharp", min: 0, max: 100, step: 5,
        value: 0, write: (value) => `${value}%`,
        onInput: (value) => { this.share = value / 100; this.draw(); } }).box);
    }
    return this.refresh();
  }

  /** @param {Error} error */
  missNetworks(error) {
    this.panels.network.note.textContent = "not here";
    this.live.say(`The network does not run: ${error.message}. The membrane works without it.`);
  }

  /** @param {number} number */
  showFace(number) {
    const face = this.faces[number];
    this.take(face.pixels, number);
    markSquare(this.mask, face);
    this.moveTo(face.top + face.side / 2, face.left + face.side / 2);
    return this.refresh();
  }

  /** @param {FileList | null | undefined} files */
  async takeFile(files) {
    const file = files?.[0];
    if (!file) {
      return;
    }
    try {
      const { data } = await readPhoto(file, SIDE);
      this.take(data, null);
      markSquare(this.mask, { top: 48, left: 48, side: 32 });
      await this.refresh(`${file.name}: its middle square, ${SIDE}x${SIDE} pixels. It stays in `
        + "this browser. ");
    } catch (error) {
      this.live.say(error instanceof Error ? error.message : String(error));
    }
    this.file.value = "";
  }

  /** @param {Float32Array} pixels @param {number | null} number */
  take(pixels, number) {
    this.truth = pixels;
    this.mask = new Uint8Array(SIDE * SIDE);
    this.past = [];
    drawPixels(this.panels.truth.canvas, pixels);
    this.choice.set(number);
  }

  /** @param {number} row @param {number} column */
  moveTo(row, column) {
    this.cursor = [limit(row, 0, SIDE - 1), limit(column, 0, SIDE - 1)];
    const [top, left] = this.cursor.map((place) => place - Math.floor(this.size / 2));
    this.frame.style.cssText = `top: ${top / SIDE * 100}%; left: ${left / SIDE * 100}%; `
      + `width: ${this.size / SIDE * 100}%; height: ${this.size / SIDE * 100}%`;
  }

  /** @param {number} size */
  resize(size) {
    this.size = limit(size, LEAST_BRUSH, LARGEST_BRUSH);
    this.brush.set(this.size);
    this.moveTo(this.cursor[0], this.cursor[1]);
  }

  /** @param {number} row @param {number} column */
  press(row, column) {
    this.remember();
    this.last = [row, column];
    this.drag(row, column);
  }

  /** @param {number} row @param {number} column */
  drag(row, column) {
    if (this.last) {
      drawBrush(this.mask, this.last, [row, column], this.size);
      this.last = [row, column];
      this.moveTo(row, column);
      this.drawHole();
    }
  }

  lift() {
    this.last = null;
    return this.refresh();
  }

  stamp() {
    this.press(this.cursor[0], this.cursor[1]);
    return this.lift();
  }

  remember() {
    this.past = [...this.past.slice(1 - MOST_UNDO), this.mask.slice()];
  }

  undo() {
    const before = this.past.pop();
    if (before) {
      this.mask = before;
      return this.refresh();
    }
    return this.live.say("There is nothing left to take back.");
  }

  clear() {
    this.remember();
    this.mask.fill(0);
    return this.refresh();
  }

  drawHole() {
    drawPixels(this.panels.hole.canvas, showHole(this.truth, this.mask));
  }

  /** Fill anew and show it, unless the hole has changed meanwhile. @param {string} [words] */
  async refresh(words = "") {
    this.asked += 1;
    const number = this.asked;
    const [truth, mask] = [this.truth, this.mask.slice()];
    const share = mask.reduce((sum, missing) => sum + missing, 0) / mask.length;
    this.drawHole();
    this.panels.hole.note.textContent = `${(100 * share).toFixed(1)}%`;
    if (share === 1) {
      this.live.say("Everything is missing: leave some pixels to go by, or take back.");
      return;
    }
    const before = performance.now();
    const fills = [];
    for (const network of this.networks) {
      fills.push(await network.fill(truth, mask));
    }
    const spent = performance.now() - before;
    if (number === this.asked) {
      this.fills = [...fills, fillMembrane(truth, mask, SIDE)];
      this.draw(words);
      if (fills.length) {
        this.onFill(spent);
      }
    }
  }

  /** @param {string} [words] */
  draw(words = "") {
    const { network, networkError, membrane, membraneError } = this.panels;
    const painted = [...this.fills];
    const smooth = /** @type {Float32Array} */ (painted.pop());
    const said = [this.show("Membrane", smooth, membrane, membraneError)];
    if (painted.length) {
      const fill = painted.length > 1 ? blend(painted[0], painted[1], this.share) : painted[0];
      said.unshift(this.show("Network", fill, network, networkError));
    }
    this.live.tell(this.mask.includes(1) ? `Error in the hole: ${said.join(", ")}.`
      : "Nothing is missing: paint a hole.", words);
  }

  /**
   * Show a fill and its scores; return them in words.
   * @param {string} name
   * @param {Float32Array} fill
   * @param {Panel} panel
   * @param {Panel} map
   */
  show(name, fill, panel, map) {
    drawPixels(panel.canvas, fill);
    drawErrors(map.canvas, listErrors(fill, this.truth), this.colours);
    const mse = measureInHole(fill, this.truth, this.mask);
    const levels = mse === null ? "" : (255 * Math.sqrt(mse)).toFixed(1);
    this.scores.write(name, mse === null ? [] : [mse.toFixed(5),
      `${measurePsnr(mse).toFixed(1)} dB`, levels]);
    panel.note.textContent = levels;
    return `${name.toLowerCase()} ${levels} grey levels`;
  }
}
