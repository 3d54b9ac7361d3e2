// @ts-check
// The two drawings of the stencil's playground: weights over the steps, and the valley.

import { make, nameAnew } from "./base.js";
import { CORNERS, SIDES, STENCILS, findPlace, makeRow, readStep, traceLevel }
  from "./stencil_maths.js";

const WIDTH = 340;
const HEIGHT = 270;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 */
export function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {[number, number][]} points */
const join = (points) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

/** @param {number} x @param {number} y @param {string} text @param {string} [anchor] */
const write = (x, y, text, anchor = "middle") =>
  makeSvg("text", { x, y, "text-anchor": anchor }, text);

/**
 * @param {string} title
 * @param {{left: number, right: number, top: number, bottom: number}} frame
 */
function makeChart(title, frame) {
  const clip = nameAnew();
  const width = WIDTH - frame.left - frame.right;
  const height = HEIGHT - frame.top - frame.bottom;
  const still = makeSvg("g");
  const inside = makeSvg("g", { "clip-path": `url(#${clip})` });
  const svg = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "pg-chart", role: "img" },
    makeSvg("clipPath", { id: clip },
      makeSvg("rect", { x: frame.left, y: frame.top, width, height })),
    still, inside,
    makeSvg("rect", { class: "pg-chart-frame", x: frame.left, y: frame.top, width, height }));
  const box = make("div", { class: "pg-panel" },
    make("div", { class: "pg-panel-head" }, make("span", { class: "pg-panel-title" }, title)), svg);
  return { box, svg, still, inside, width, height };
}

/** Eight weights over the steps of a descent. */
export function makeWeightChart() {
  const frame = { left: 34, right: 62, top: 8, bottom: 40 };
  const [low, high] = [-0.42, 0.72];
  const chart = makeChart("Eight weights, step by step", frame);
  // Step 0 has its place at the left of a scale where each tick is ten times the one before.
  /** @param {number} step */
  const x = (step) => frame.left + chart.width * (Math.log10(Math.max(step, 0.4)) + 0.4) / 4.4;
  /** @param {number} weight */
  const y = (weight) => frame.top + chart.height * (high - weight) / (high - low);
  for (const [value, text] of /** @type {[number, string][]} */ (
    [[0.5, "1/2"], [0.25, "1/4"], [0.125, "1/8"], [0, "0"], [-0.25, "−1/4"]])) {
    chart.still.append(
      makeSvg("line", { class: "pg-chart-grid", x1: frame.left, x2: frame.left + chart.width,
        y1: y(value), y2: y(value) }),
      write(frame.left - 5, y(value) + 4, text, "end"));
  }
  for (const [step, text] of /** @type {[number, string][]} */ (
    [[0.4, "0"], [1, "1"], [10, "10"], [100, "100"], [1000, "1,000"], [10000, "10⁴"]])) {
    chart.still.append(write(x(step), HEIGHT - frame.bottom + 17, text));
  }
  chart.still.append(write(frame.left + chart.width / 2, HEIGHT - 5, "step"));

  /**
   * @param {Float64Array} path @param {number[]} steps all that are drawn
   * @param {number} now place in steps
   */
  const draw = (path, steps, now) => {
    chart.inside.replaceChildren();
    const rows = steps.map((step) => readStep(path, step));
    for (const [places, tone] of /** @type {[number[], string][]} */ (
      [[SIDES, "sides"], [CORNERS, "corners"]])) {
      for (const place of places) {
        /** @type {[number, number][]} */
        const points = rows.map((row, i) => [x(steps[i]), y(within(row[place + 1]))]);
        const at = points[now];
        chart.inside.append(
          makeSvg("polyline", { class: `pg-line pg-${tone} pg-later`, points: join(points) }),
          makeSvg("polyline", { class: `pg-line pg-${tone}`,
            points: join(points.slice(0, now + 1)) }),
          makeSvg("circle", { class: `pg-dot pg-${tone}`, cx: at[0], cy: at[1], r: 3 }));
      }
    }
    chart.inside.append(makeSvg("line", { class: "pg-step", x1: x(steps[now]), x2: x(steps[now]),
      y1: frame.top, y2: HEIGHT - frame.bottom }));
    const last = rows[rows.length - 1];
    for (const old of chart.svg.querySelectorAll(".pg-end")) old.remove();
    for (const [places, tone] of /** @type {[number[], string][]} */ (
      [[SIDES, "sides"], [CORNERS, "corners"]])) {
      const mean = places.reduce((sum, place) => sum + last[place + 1], 0) / 4;
      if (mean < high && mean > low) {
        const label = write(WIDTH - frame.right + 5, y(mean) + 4, tone, "start");
        label.setAttribute("class", `pg-end pg-${tone}`);
        chart.svg.append(label);
      }
    }
    chart.svg.setAttribute("aria-label", `The weights at step ${steps[now]}: sides `
      + `${describe(rows[now], SIDES)}, corners ${describe(rows[now], CORNERS)}.`);
  };
  return { box: chart.box, draw };
}

/**
 * Numbers that a drawing can hold: a diverging weight leaves it upwards or downwards.
 * @param {number} value
 */
const within = (value) => Math.max(-1e4, Math.min(1e4, Number.isFinite(value) ? value : 1e4));

/** @param {number[]} row @param {number[]} places */
function describe(row, places) {
  const weights = places.map((place) => row[place + 1]);
  return `${Math.min(...weights).toFixed(2)} to ${Math.max(...weights).toFixed(2)}`;
}

/** From where to where the valley is drawn, in shares of the way along it. */
export const VIEWS = { "the whole valley": [-0.3, 1.45], "where it begins": [-0.05, 0.13] };
/** @type {[number, string][]} */
const TICKS = [[0, "0"], [0.05, "0.05"], [0.1, "0.1"], [1 / 3, "1/3"], [1, "1"]];

/**
 * The error over two of the nine directions: upwards the sum of the weights, to the right sides
 * against corners.
 */
export function makeValley() {
  const frame = { left: 34, right: 10, top: 8, bottom: 40 };
  const [low, high] = [-0.3, 2.2];
  let [left, right] = VIEWS["the whole valley"];
  const chart = makeChart("The valley of the error", frame);
  /** @param {number} contrast */
  const x = (contrast) => frame.left + chart.width * (contrast - left) / (right - left);
  /** @param {number} total */
  const y = (total) => frame.top + chart.height * (high - total) / (high - low);
  /** @param {number[]} row @returns {[number, number]} */
  const place = (row) => {
    const { total, contrast } = findPlace(row);
    return [x(within(contrast)), y(within(total))];
  };
  const [levels, walk, stations, ticks] = Array.from({ length: 4 }, () => makeSvg("g"));
  chart.inside.append(levels, walk, stations);
  chart.still.append(ticks);
  for (const total of [0, 1, 2]) {
    chart.still.append(write(frame.left - 6, y(total) + 4, String(total), "end"));
  }
  chart.still.append(write(frame.left + chart.width / 2, HEIGHT - 5, "sides against corners"));
  const axis = write(0, 0, "sum of the weights");
  axis.setAttribute("transform", `translate(12 ${frame.top + chart.height / 2}) rotate(-90)`);
  chart.still.append(axis);

  /**
   * @param {number[][]} sums
   * @param {number[]} best least squares
   * @param {number} floor its error
   */
  const drawLevels = (sums, best, floor) => {
    ticks.replaceChildren(...TICKS.filter(([contrast]) => contrast > left && contrast < right
      && (right < 1 || ![0.05, 0.1].includes(contrast)))
      .map(([contrast, text]) => write(x(contrast), HEIGHT - frame.bottom + 17, text)));
    levels.replaceChildren();
    stations.replaceChildren();
    /** @type {SVGElement[]} */
    const marks = [];
    for (const factor of [32, 16, 8, 4, 2.5, 1.7, 1.3, 1.08]) {
      const points = traceLevel(sums, factor * floor);
      if (points.length) {
        levels.append(makeSvg("polygon", { class: "pg-level",
          points: join(points.map(({ total, contrast }) => [x(contrast), y(total)])) }));
        const edge = right - 0.15 * (right - left);
        const crossing = points.find(({ contrast, total }, i) => i > 0 && total > 1
          && points[i - 1].contrast > edge && contrast <= edge);
        if (factor >= 16 && crossing) {
          const text = `RMSE ${(factor * floor).toFixed(0)}`;
          marks.push(write(WIDTH - frame.right - 4, y(crossing.total) + 13, text, "end"));
        }
      }
    }
    levels.append(...marks);
    const named = /** @type {[string, number[], number, string][]} */ ([
      ["mean of 8", STENCILS["mean of eight"], -9, "middle"],
      ["mean of 4", makeRow(1 / 4, 0), -9, "middle"],
      ["+1/2, −1/4", makeRow(1 / 2, -1 / 4), -9, "middle"],
      ["start", makeRow(0, 0), 17, "middle"]]);
    for (const [text, row, lift, anchor] of named) {
      const [px, py] = place(row);
      const shift = text === "mean of 8" ? -14 : text === "mean of 4" ? 22 : 0;
      stations.append(makeSvg("circle", { class: "pg-station", cx: px, cy: py, r: 2.5 }),
        // Enlarged, the walk leaves no room above a station: its name stands to the left.
        right < 1 && lift < 0 ? write(px - 7, py + 4, text, "end")
          : write(px + shift, py + lift, text, anchor));
    }
    const [px, py] = place(best);
    stations.append(makeSvg("path", { class: "pg-best", d: `M${px - 5} ${py}h10M${px} ${py - 5}v10`
      + `M${px - 3.5} ${py - 3.5}l7 7M${px + 3.5} ${py - 3.5}l-7 7` }),
    write(px, py + 19, "lowest"));
  };

  /** @param {number[][]} rows the walk so far; one for weights set by hand */
  const drawWalk = (rows) => {
    const points = rows.map(place);
    walk.replaceChildren(
      makeSvg("polyline", { class: "pg-line pg-walk", points: join(points) }),
      ...points.slice(0, 40).map(([cx, cy]) =>
        makeSvg("circle", { class: "pg-foot", cx, cy, r: 2 })),
      makeSvg("circle", { class: "pg-now", cx: points[points.length - 1][0],
        cy: points[points.length - 1][1], r: 5 }));
    const { total, contrast } = findPlace(rows[rows.length - 1]);
    chart.svg.setAttribute("aria-label", "Lines of equal error, a long valley from the mean of "
      + `eight to +1/2 and -1/4; the weights stand at the sum ${total.toFixed(2)} and `
      + `${contrast.toFixed(2)} of the way along it.`);
  };
  /** @param {keyof typeof VIEWS} view What is drawn stays as it is until it is drawn anew. */
  const look = (view) => { [left, right] = VIEWS[view]; };
  return { box: chart.box, drawLevels, drawWalk, look };
}
