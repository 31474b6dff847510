// Makes the documents of the npm package: the project's own, without the parts that need the source.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** Documents that keep their place. */
const KEPT = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "SECURITY.md"];

/** Returns a document's path in the package; undefined if the package doesn't contain it. `path` is its path in the source tree. */
export function packagePath(path) {
  if (KEPT.includes(path)) return path;
  const [, page, guide] = /^src\/(?:docs\/([\w-]+)|providers\/(\w+)\/README)\.md$/.exec(path) ?? [];
  return page || guide ? `docs/${page ?? guide}.md` : undefined;
}

/** Returns the documents that we change for the package (the README, pages and guides), by their path in the source tree. */
export function documents(root) {
  const pages = readdirSync(`${root}src/docs`).map((file) => `src/docs/${file}`);
  const guides = readdirSync(`${root}src/providers`).map((name) => `src/providers/${name}/README.md`);
  const paths = ["README.md", ...pages, ...guides].filter(
    (path) => path.endsWith(".md") && existsSync(`${root}${path}`),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(`${root}${path}`, "utf8")]));
}

/**
 * Returns a document for readers of the npm package. It removes the parts between `<!-- source -->` and `<!-- /source -->`,
 * inserts the content of comments `<!-- npm … -->`, and removes other comments. Links point to files of the package. `path` is
 * the document's path in the source tree.
 */
export function forNpm(document, path = "README.md") {
  const text = document
    .replace(/^<!-- source -->\n.*?^<!-- \/source -->\n/gms, "")
    .replace(/^<!-- npm\n(.*?)^-->\n/gms, "$1")
    .replace(/^<!-- \/?(?!source|npm)[\w :.-]+ -->\n/gm, "")
    .replace(/\n{3,}/g, "\n\n");
  const [left] = /<!--.*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`${path}: the marker ${left} has no counterpart`);
  return relinked(text, path);
}

/** Changes the relative links of a document to the paths in the package. */
function relinked(text, path) {
  const folder = posix.dirname(packagePath(path));
  // Code contains no links.
  return text.replace(
    /^```.*?^```$|`[^`\n]*`|\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/gms,
    (found, target, anchor = "") => {
      if (target === undefined) return found;
      const shipped = packagePath(posix.join(posix.dirname(path), target));
      if (!shipped) throw new Error(`${path}: the package does not have ${target}`);
      return `](${posix.relative(folder, shipped)}${anchor})`;
    },
  );
}
