// Reads a JSON list of pages of HTML on the standard input, and writes what axe-core finds in each of them: its
// violations, what it couldn't tell, and how many rules passed. In jsdom nothing is laid out, so colours are left out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const results = [];
for (const page of JSON.parse(readFileSync(0, "utf8"))) {
  const { window } = new JSDOM(page, { runScripts: "outside-only", pretendToBeVisual: true });
  window.eval(source);
  const found = await window.axe.run(window.document, {
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations", "incomplete", "passes"],
  });
  const told = (rules) => rules.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
  results.push({ violations: told(found.violations), incomplete: told(found.incomplete), passes: found.passes.length });
  window.close();
}
process.stdout.write(JSON.stringify(results));
