// The course's network for holes anywhere, run in the page by ONNX Runtime Web on one thread.

import { fetchFile } from "./base.js";

const SIDE = 128;

/** @typedef {{fill: (pixels: Float32Array, mask: Uint8Array) => Promise<Float32Array>}} Network */

/** @type {Promise<typeof import("onnxruntime-web")> | undefined} */
let runtime;

/** @param {string} base */
function loadRuntime(base) {
  runtime ??= (async () => {
    const folder = new URL("../vendor/onnxruntime-web/", base).href;
    const ort = await import(`${folder}ort.wasm.bundle.min.mjs`);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { wasm: `${folder}ort-wasm-simd-threaded.wasm` };
    return ort;
  })();
  return runtime;
}

/**
 * Load a network of the playgrounds' data.
 * @param {string} base
 * @param {string} name
 * @returns {Promise<Network>}
 */
export async function openNetwork(base, name) {
  if (typeof WebAssembly === "undefined") {
    throw new Error("this browser has no WebAssembly, in which the network is computed");
  }
  const file = fetchFile(`${base}data/${name}.onnx`).then((response) => response.arrayBuffer());
  const [ort, bytes] = await Promise.all([loadRuntime(base), file]);
  const session = await ort.InferenceSession.create(new Uint8Array(bytes),
    { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  return {
    async fill(pixels, mask) {
      const given = new Float32Array(4 * mask.length);
      for (let place = 0; place < mask.length; place += 1) {
        given[4 * place + 3] = mask[place];
        if (!mask[place]) {
          given.set(pixels.subarray(3 * place, 3 * place + 3), 4 * place);
        }
      }
      const tensor = new ort.Tensor("float32", given, [1, SIDE, SIDE, 4]);
      const painted = (await session.run({ [inputName]: tensor }))[outputName];
      const filled = Float32Array.from(pixels);
      for (let place = 0; place < mask.length; place += 1) {
        // A known pixel is copied, so that it comes back bit for bit.
        for (let channel = 3 * place; mask[place] && channel < 3 * place + 3; channel += 1) {
          filled[channel] = Math.min(Math.max(Number(painted.data[channel]), 0), 1);
        }
      }
      return filled;
    },
  };
}
