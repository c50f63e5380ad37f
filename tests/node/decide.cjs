// Decides by exported rules, for the tests: a line in, a line out, until the input ends.
// In: {"language", "conditions": [{"id", "status"}], "verdict", "data": [...]}.
// Out: {"format": [...], "decided": [{"statuses": {id: word}, "verdict": word}]}, or {"error"}.
const readline = require("readline");
const jsonLogic = require("json-logic-js");
const certLogic = require("certlogic-js");
const { validateFormat } = require("certlogic-js/dist/validation");

const engines = { jsonlogic: jsonLogic.apply, certlogic: certLogic.evaluate };

function decide({ language, conditions, verdict, data }) {
  const evaluate = engines[language];
  const rules = [...conditions.map(({ status }) => status), verdict];
  return {
    // What CertLogic's own validator finds wrong with the way that the rules are written.
    format: language === "certlogic" ? rules.flatMap((rule) => validateFormat(rule)) : [],
    decided: data.map((facts) => ({
      statuses: Object.fromEntries(conditions.map(({ id, status }) => [id, evaluate(status, facts)])),
      verdict: evaluate(verdict, facts),
    })),
  };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  try {
    answer = decide(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
