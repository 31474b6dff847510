// `explain`: explains a finding or an error code.

import { CODES } from "./codes.js";
import { ACCEPTED, usage } from "./exit.js";
import { didYouMean } from "./similar.js";
import { paint, say, sayJson } from "./terminal.js";

function meaning(id, explained) {
  if (!Object.hasOwn(CODES, id)) return explained(id);
  const [title, text] = CODES[id];
  return { id, title, detail: null, remedy: { text, frameworks: {} } };
}

export const explain = {
  summary: "explains a finding or an error code, and what to do",
  usage: "explain ID",
  examples: ["npx countersign explain body_reserialized", "npx countersign explain mismatch"],
  files: 1,
  options: {},
  async run({ options, files: [id] }) {
    // The large module is loaded only when needed.
    const { explain: explained, findingIds } = await import("countersign/diagnose");
    const names = [...findingIds, ...Object.keys(CODES)];
    if (id === undefined) throw usage(`name a finding or an error code. There are: ${names.join(", ")}`);
    const found = meaning(id, explained);
    if (found === null) throw usage(`there is no finding and no error code ${id}.${didYouMean(id, names)}`);
    if (options.json) {
      sayJson({ schema: 1, ...found });
      return ACCEPTED;
    }
    say(`${paint("bold", found.id)}: ${found.title}`);
    if (found.detail) say(found.detail);
    say(`${paint("bold", "Do:")} ${found.remedy.text}`);
    for (const [name, text] of Object.entries(found.remedy.frameworks)) say(`  ${name}: ${text}`);
    return ACCEPTED;
  },
};
