// Where the source of the package is, which Cargo.toml alone says.

/** Returns the fields of package.json that name the repository that Cargo.toml names; none where it names none. */
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
