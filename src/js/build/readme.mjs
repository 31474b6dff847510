// The documents of the npm package: the project's own, without what needs the source.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** Documents that keep their place. */
const KEPT = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "SECURITY.md"];

/** Returns the path in the package of a document of the source tree; undefined where the package does not have it. */
export function packagePath(path) {
  if (KEPT.includes(path)) return path;
  const [, page, guide] = /^src\/(?:docs\/([\w-]+)|providers\/(\w+)\/README)\.md$/.exec(path) ?? [];
  return page || guide ? `docs/${page ?? guide}.md` : undefined;
}

/** Returns the documents of a source tree that are changed for the package, by their path in the tree: a README, pages and guides. */
export function documents(root) {
  const pages = readdirSync(`${root}src/docs`).map((file) => `src/docs/${file}`);
  const guides = readdirSync(`${root}src/providers`).map((name) => `src/providers/${name}/README.md`);
  const paths = ["README.md", ...pages, ...guides].filter(
    (path) => path.endsWith(".md") && existsSync(`${root}${path}`),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(`${root}${path}`, "utf8")]));
}

/**
 * Returns a document for readers who have the package alone. What stands between `<!-- source -->` and `<!-- /source -->` is
 * left out, what stands in a comment `<!-- npm … -->` is put in, and other comments are left out. Links lead to the package's
 * files. `path` is the document's own in the source tree.
 */
export function forNpm(document, path = "README.md") {
  const text = document
    .replace(/^<!-- source -->\n.*?^<!-- \/source -->\n/gms, "")
    .replace(/^<!-- npm\n(.*?)^-->\n/gms, "$1")
    .replace(/^<!-- \/?(?!source|npm)[\w :.-]+ -->\n/gm, "")
    .replace(/\n{3,}/g, "\n\n");
  const [left] = /<!--.*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`${path}: the marker ${left} stands alone`);
  return relinked(text, path);
}

/** Leads the relative links of a document to where their targets are in the package. */
function relinked(text, path) {
  const folder = posix.dirname(packagePath(path));
  // What is code holds no link.
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
