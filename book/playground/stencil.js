// @ts-check
// Chapter 1: eight weights by hand, or set by gradient descent step by step.

import { drawPixels, loadJson, loadPicture, make, makeButton, makeChoice, makeLive, makePanel,
  makeSlider, nameAnew } from "./base.js";
import { VIEWS, makeValley, makeWeightChart } from "./chart.js";
import { LARGEST_ERROR, drawErrors, loadColours } from "./errors.js";
import { loadStyle, makePlayer, makeSelect } from "./player.js";
import { PLACES, STENCILS, descendGradient, findLargestRate, listStops, measureRmse, predictPhoto,
  readStep, solveLeastSquares } from "./stencil_maths.js";

const STEPS = 10000;
const PAPER_RATE = 1e-5;
/** Grey levels from which on an error is brightest, as in the lab. */
const BRIGHTEST = 40;
const FAR = 1e6;
const EARLY = 300;

/** @param {number} value with its sign, and a minus as wide as the plus */
function writeWeight(value) {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  const digits = size >= 1000 ? value.toExponential(0) : value.toFixed(size >= 10 ? 1 : 3);
  return (value < 0 ? "" : "+") + digits.replaceAll("-", "−");
}

/** @param {number} value in grey levels */
function writeError(value) {
  if (!Number.isFinite(value)) return "∞";
  return value >= 1e5 ? value.toExponential(1) : value.toFixed(value >= 1000 ? 0 : 2);
}

/** @param {ArrayLike<number>} greys 0 to 255 */
function greyPixels(greys) {
  const pixels = new Float32Array(3 * greys.length);
  for (let i = 0; i < greys.length; i += 1) pixels.fill(greys[i] / 255, 3 * i, 3 * i + 3);
  return pixels;
}

/**
 * The square of eight weights around the missing pixel.
 * @param {(place: number, weight: number) => void} onWeight
 */
function makeGrid(onWeight) {
  const box = make("div", { class: "pg-stencil", role: "group", "aria-label": "Eight weights" });
  /** @type {{cell: HTMLElement, number: HTMLElement, input: HTMLInputElement}[]} */
  const cells = [];
  PLACES.forEach((name, place) => {
    if (place === 4) {
      box.append(make("div", { class: "pg-weight pg-lost", "aria-hidden": "true" }, "?"));
    }
    const id = nameAnew();
    const input = make("input", { type: "range", id, min: -1, max: 1, step: 0.005,
      "aria-label": name });
    const number = make("output", { for: id });
    input.addEventListener("input", () => onWeight(place, Number(input.value)));
    const cell = make("div", { class: "pg-weight" }, number, input);
    box.append(cell);
    cells.push({ cell, number, input });
  });
  /** @param {number[]} row */
  const show = (row) => cells.forEach(({ cell, number, input }, place) => {
    const weight = row[place + 1];
    number.textContent = writeWeight(weight);
    input.value = String(weight);
    input.setAttribute("aria-valuetext", writeWeight(weight));
    cell.style.setProperty("--tint", weight < 0 ? "var(--paper)" : "var(--network)");
    // Never so dark that the number on it cannot be read.
    cell.style.setProperty("--much", `${Math.min(Math.abs(weight) || 0, 1) * 60}%`);
  });
  return { box, show };
}

/** A line for each station: a button, its error as a bar, and the numbers. */
function makeTable(/** @type {(name: string) => void} */ onChoose) {
  const body = make("tbody");
  const table = make("table", { class: "pg-stations" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Weights"),
      make("th", { scope: "col" }, "RMSE: photo"),
      make("th", { scope: "col" }, "paper’s patches"))), body);
  /** @type {Map<string, {line: HTMLElement, cells: HTMLElement[]}>} */
  const lines = new Map();
  for (const name of ["these", ...Object.keys(STENCILS), "least squares"]) {
    const cells = [make("td", { class: "pg-length" }), make("td", { class: "pg-length" })];
    const head = make("th", { scope: "row" }, name === "these" ? "yours"
      : makeButton(name.replace("-", "−"), () => onChoose(name), { class: "pg-button pg-small" }));
    const line = make("tr", { class: name === "these" ? "pg-these" : "" }, head, ...cells);
    body.append(line);
    lines.set(name, { line, cells });
  }
  /** @param {string} name @param {number[]} errors @param {number[]} longest */
  const show = (name, errors, longest) => errors.forEach((error, i) => {
    const { cells } = /** @type {{cells: HTMLElement[]}} */ (lines.get(name));
    cells[i].textContent = writeError(error);
    cells[i].style.setProperty("--share", `${100 * Math.min(error / longest[i], 1)}%`);
  });
  /** @param {string} text */
  const title = (text) => {
    const head = lines.get("these")?.line.querySelector("th");
    if (head) head.textContent = `now: ${text}`;
  };
  return { table, show, title };
}

/** @param {HTMLElement} root @param {string} base address of this folder */
export async function mount(root, base) {
  await loadStyle(base);
  const colours = await loadColours(base);
  /** @type {{paper: number[][], photos: Record<string, number[][]>}} */
  const { paper, photos } = await loadJson(`${base}data/stencil.json`);
  let photo = "chelsea";
  /** @type {number[]} */
  let greys = [];
  /** Those of the pixels that have eight neighbours. @type {number[]} */
  let middles = [];
  let side = 0;
  let row = STENCILS["mean of eight"];
  let source = "the paper’s patches";
  let rate = PAPER_RATE;
  let stops = listStops(STEPS);
  /** @type {Float64Array} */
  let path = new Float64Array();
  let limit = 0;
  let title = "yours";

  const truth = makePanel({ title: "Truth", width: 128, height: 128, tone: "truth",
    alt: "The red channel of the photo, in grey." });
  const guess = makePanel({ title: "Predicted", width: 128, height: 128, tone: "classical",
    alt: "Each pixel predicted from its eight neighbours." });
  const error = makePanel({ title: "Error", width: 128, height: 128,
    alt: `Where the prediction errs: black is nothing, yellow ${BRIGHTEST} grey levels.` });
  error.note.append(make("span", { class: "pg-heat" }, "0", make("i"), String(BRIGHTEST)));

  const grid = makeGrid((place, weight) => {
    row = row.map((value, i) => (i === place + 1 ? weight : value));
    setByHand("yours");
  });
  const bias = makeSlider({ label: "bias, grey levels", min: -50, max: 50, step: 0.5, value: 0,
    onInput: (value) => { row = [value, ...row.slice(1)]; setByHand("yours"); } });
  const table = makeTable((name) => {
    row = name === "least squares" ? solveLeastSquares(pickSums()) : STENCILS[name];
    setByHand(name);
  });
  const choose = makeSelect({ label: "photo", options: Object.keys(photos), value: photo,
    onChange: takePhoto });
  const learn = makeChoice({ label: "least squares and descent learn from",
    options: ["the paper’s patches", "this photo"], value: source,
    onChange: (value) => { source = value; learnAnew(0); } });
  const live = makeLive();

  const weights = makeWeightChart();
  const valley = makeValley();
  const player = makePlayer({ label: "step", count: stops.length, pause: 110,
    write: (frame) => (stops[frame] ?? 0).toLocaleString("en"), onShow: showStep });
  const speed = makeSlider({ label: "learning rate", min: -6, max: -4, step: 0.01,
    value: Math.log10(rate), write: () => rate.toExponential(2).replace("-", "−"),
    onInput: (value) => { rate = 10 ** value; learnAnew(0); } });
  const share = make("span", { class: "pg-hint" });
  const rates = make("div", { class: "pg-row" },
    makeButton("the paper’s 1e−5", () => setRate(PAPER_RATE), { class: "pg-button pg-small" }),
    makeButton("2% below the limit", () => setRate(0.98 * limit), { class: "pg-button pg-small" }),
    makeButton("2% above", () => setRate(1.02 * limit), { class: "pg-button pg-small" }));

  const views = /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS));
  const view = makeChoice({ label: "look at", options: views, value: views[0],
    onChange: (value) => {
      valley.look(value);
      drawLevels();
      valley.drawWalk([row]);
      if (title.startsWith("step")) showStep(player.read());
    } });

  function drawLevels() {
    const best = solveLeastSquares(pickSums());
    valley.drawLevels(pickSums(), best, measureRmse(pickSums(), best));
  }

  function pickSums() {
    return source === "this photo" ? photos[photo] : paper;
  }

  /** @param {number} value */
  function setRate(value) {
    rate = value;
    speed.set(Math.log10(value));
    learnAnew(0);
  }

  /** Walk anew, and stand at one of the stops. @param {number} at */
  function learnAnew(at) {
    const sums = pickSums();
    limit = findLargestRate(sums);
    path = descendGradient(sums, rate, STEPS);
    stops = listStops(STEPS);
    const lost = stops.findIndex((step) => !(measureRmse(sums, readStep(path, step)) < FAR));
    if (lost > 0) stops = stops.slice(0, lost + 1);
    share.textContent = `${(rate / limit).toFixed(2)} of the limit, `
      + `${limit.toExponential(2).replace("-", "−")}`;
    speed.set(Math.log10(rate));
    drawLevels();
    player.resize(stops.length, at);
    drawTable();
  }

  /** @param {number} frame */
  function showStep(frame) {
    if (!path.length) return;
    row = readStep(path, stops[frame]);
    // Every early step is drawn, or a zigzag would be drawn at random places.
    const last = stops[stops.length - 1];
    const steps = [...Array(Math.min(last, EARLY) + 1).keys(),
      ...stops.filter((step) => step > EARLY)];
    const now = steps.indexOf(stops[frame]);
    valley.drawWalk(steps.slice(0, now + 1).map((step) => readStep(path, step)));
    weights.draw(path, steps, now);
    draw(`step ${stops[frame].toLocaleString("en")}`);
  }

  /** @param {string} text what the weights are called */
  function setByHand(text) {
    player.stop();
    valley.drawWalk([row]);
    draw(text);
  }

  function drawTable() {
    const sets = [photos[photo], paper];
    const longest = sets.map((sums) => measureRmse(sums, STENCILS["left neighbour"]));
    for (const [name, stencil] of Object.entries(STENCILS)) {
      table.show(name, sets.map((sums) => measureRmse(sums, stencil)), longest);
    }
    const best = solveLeastSquares(pickSums());
    table.show("least squares", sets.map((sums) => measureRmse(sums, best)), longest);
    table.show("these", sets.map((sums) => measureRmse(sums, row)), longest);
  }

  /** @param {string} text what the weights are called */
  function draw(text) {
    title = text;
    grid.show(row);
    bias.set(row[0]);
    table.title(title);
    drawTable();
    if (greys.length) {
      const predicted = predictPhoto(greys, side, row);
      drawPixels(guess.canvas, greyPixels(predicted));
      // What has diverged to no number at all is as wrong as can be.
      const share = LARGEST_ERROR / BRIGHTEST;
      drawErrors(error.canvas, Array.from(predicted, (value, i) =>
        (Number.isFinite(value) ? share * Math.abs(value - middles[i]) : LARGEST_ERROR)), colours);
    }
    const here = measureRmse(photos[photo], row);
    const there = measureRmse(paper, row);
    const total = row.slice(1).reduce((sum, weight) => sum + weight, 0);
    root.dataset.rmsePhoto = String(here);
    root.dataset.rmsePaper = String(there);
    const isLost = !(there < FAR && here < FAR);
    const lost = isLost ? " It has diverged: the rate is above the limit." : "";
    const sum = isLost ? "" : `; the weights add up to ${total.toFixed(2).replace("-", "−")}`;
    live.say(`${title[0].toUpperCase()}${title.slice(1)}: RMSE ${writeError(here)} on this photo, `
      + `${writeError(there)} on the paper’s patches${sum}.${lost}`);
  }

  /** @param {string} name */
  async function takePhoto(name) {
    const picture = await loadPicture(`${base}data/stencil_${name}.webp`);
    photo = name;
    side = picture.width;
    greys = Array.from({ length: side * side }, (_, i) => Math.round(255 * picture.data[3 * i]));
    const inner = side - 2;
    middles = Array.from({ length: inner * inner }, (_, i) =>
      greys[(Math.floor(i / inner) + 1) * side + (i % inner) + 1]);
    drawPixels(truth.canvas, greyPixels(middles));
    if (source === "this photo") {
      learnAnew(0);
    } else {
      draw(title);
    }
  }

  root.append(
    make("div", { class: "pg-controls" },
      choose.box, learn.box),
    make("div", { class: "pg-pair" },
      make("div", {}, grid.box, bias.box), table.table),
    make("div", { class: "pg-panels pg-trio" }, truth.box, guess.box, error.box),
    live.box,
    make("p", { class: "pg-heading" }, "Let them learn: gradient descent from zero"),
    player.box,
    make("div", { class: "pg-controls pg-rates" }, speed.box, rates, share),
    make("div", { class: "pg-pair" }, weights.box, make("div", {}, valley.box, view.box)),
    make("p", { class: "pg-hint" }, "The valley: lines of equal error over two of the nine "
      + "directions. The walk drops to its floor near the mean of eight and creeps along it; near "
      + "the limit it leaps from side to side, and above it each leap is longer."));
  learnAnew(0);
  row = STENCILS["mean of eight"];
  setByHand("mean of eight");
  await takePhoto(photo);
}
