// Reads a JSON list of Mermaid charts on the standard input, and writes what Mermaid's own parser makes of each:
// its nodes with their labels and its arrows with theirs, or the error. Mermaid expects a browser's window.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

const results = [];
for (const chart of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(chart);
    const nodes = Object.fromEntries([...db.getVertices()].map(([id, vertex]) => [id, vertex.text]));
    const arrows = db.getEdges().map(({ start, end, text, stroke, type }) => ({ start, end, text, stroke, type }));
    results.push({ nodes, arrows });
  } catch (error) {
    results.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(results));
