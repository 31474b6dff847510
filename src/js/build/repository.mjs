// Takes the address of the repository from Cargo.toml, the only place that names it.

/** Returns the repository fields of package.json, or no fields if Cargo.toml has no repository. */
export function origin(cargoToml) {
  const [, url] = /^repository = "(.+?)\/?"/m.exec(cargoToml) ?? [];
  if (url === undefined) return {};
  const page = url.replace(/\.git$/, "");
  return {
    repository: { type: "git", url: `git+${page}.git` },
    homepage: `${page}#readme`,
    bugs: { url: `${page}/issues` },
  };
}
