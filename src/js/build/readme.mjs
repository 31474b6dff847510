// The README of the npm package: the project's own, without what needs the source.

/**
 * Returns the README for readers who have the package alone. What stands between `<!-- source -->` and `<!-- /source -->` is
 * left out, what stands in a comment `<!-- npm … -->` is put in, and other comments are left out.
 */
export function forNpm(readme) {
  const text = readme
    .replace(/^<!-- source -->\n.*?^<!-- \/source -->\n/gms, "")
    .replace(/^<!-- npm\n(.*?)^-->\n/gms, "$1")
    .replace(/^<!-- \/?(?!source|npm)[\w :.-]+ -->\n/gm, "")
    .replace(/\n{3,}/g, "\n\n");
  const [left] = /<!--.*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`README.md: the marker ${left} stands alone`);
  return text;
}
