// Reads the README, the pages and the guides of the source tree, and their samples.

import { documents } from "../../src/js/build/readme.mjs";
import { root } from "../support/files.mjs";

/** Each document's text, by its path in the source tree. */
export const sources = documents(root);

/** A recipe of the page on frameworks. It is a file that other tests run. */
export const RECIPE = /^<!-- recipe: ([\w.-]+) -->\n```[jt]s\n([^]+?)^```$/gm;

/** Returns the blocks of a language in a text. */
export const blocks = (text, language) =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.+?)^ *\`\`\`$`, "gms"))].map(([, code]) => code);

/** Returns a document's samples in TypeScript and JavaScript, without recipes. */
export const samples = (path) => blocks(sources[path].replace(RECIPE, ""), "[jt]s");

/** Returns the only sample of a document that contains a text. */
export function sample(path, text) {
  const found = samples(path).filter((code) => code.includes(text));
  if (found.length !== 1) throw new Error(`${path} has ${found.length} samples with ${text}`);
  return found[0];
}

/** Returns the anchor of each heading, as on GitHub and npm. */
export function anchors(text) {
  const seen = new Map();
  return headings(text).map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

const headings = (text) =>
  [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading.replaceAll("`", ""));

/** Returns every target of a link or a picture in a text: inline ones, and definitions. */
export const links = (text) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, defined]) => inline ?? defined,
  );

/** Returns the names of references that a text does not define. */
export function undefinedReferences(text) {
  const prose = withoutCode(text).replace(/`[^`\n]*`/g, "");
  const defined = [...prose.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name);
  return [...prose.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name).filter((name) => !defined.includes(name));
}

// Lines in a list may be indented.
const withoutCode = (text) => text.replace(/^ *```.*?^ *```$/gms, "");
