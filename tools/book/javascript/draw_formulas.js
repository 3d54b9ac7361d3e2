// Reads a list of [TeX, displayed] from the standard input and writes the list of their HTML.
const katex = require("katex");
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
try {
  const drawn = formulas.map(([tex, displayMode]) =>
    katex.renderToString(tex, { displayMode, strict: "error" }));
  process.stdout.write(JSON.stringify(drawn));
} catch (error) {
  process.stderr.write(`${error.message}`);
  process.exitCode = 1;
}
