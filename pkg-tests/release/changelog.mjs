// Reads CHANGELOG.md in the form of Keep a Changelog 1.1.0, and lists the problems that block the release of a version.

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\w.-]+))?$/;
const UNRELEASED = "Unreleased";

/** Returns the sections in order, `{ name, rest, body }`, and the links below them, by name. */
export function readChangelog(text) {
  const links = Object.fromEntries(
    Array.from(text.matchAll(/^\[([^\]]+)\]: *(\S+)$/gm), ([, name, url]) => [name, url]),
  );
  const [, ...parts] = text.replace(/^\[[^\]]+\]: *\S+\n?/gm, "").split(/^## /m);
  const sections = parts.map((part) => {
    const [heading, ...lines] = part.split("\n");
    const [, name, rest] = /^\[([^\]]+)\](.*)$/.exec(heading) ?? [, heading, ""];
    return { name, rest: rest.trim(), body: lines.join("\n").trim() };
  });
  return { sections, links };
}

/** Returns the text for the release notes of a version: its section, or the unreleased one. */
export function changes(text, version) {
  const { sections } = readChangelog(text);
  return (
    (sections.find(({ name }) => name === version) ?? sections.find(({ name }) => name === UNRELEASED))?.body ?? ""
  );
}

/** Returns the problems of a changelog for the release of a version on a day, `YYYY-MM-DD`. */
export function changelogProblems(text, version, today) {
  const { sections, links } = readChangelog(text);
  const released = sections.filter(({ name }) => name !== UNRELEASED);
  const section = released.find(({ name }) => name === version);
  const waiting = hasEntries(sections.find(({ name }) => name === UNRELEASED)?.body ?? "");
  return [
    ...sectionProblems(section, version, waiting, today),
    ...orderProblems(released, section),
    ...linkProblems(links, sections, version),
  ];
}

const hasEntries = (body) => /^[-*] \S/m.test(body);

function sectionProblems(section, version, waiting, today) {
  if (section === undefined) {
    const found = waiting ? `, only [${UNRELEASED}]` : "";
    return [`there is no section for ${version}${found}: its heading would be \`## [${version}] - ${today}\``];
  }
  const { name, rest, body } = section;
  const problems = waiting ? [`[${UNRELEASED}] has entries: they belong to ${version}`] : [];
  const [, date] = /^- (\d{4}-\d{2}-\d{2})$/.exec(rest) ?? [];
  if (date === undefined) problems.push(`the heading of ${name} has no date: \`## [${name}] - ${today}\``);
  else if (!isDay(date)) problems.push(`${date}, of ${name}, is not a valid day`);
  else if (date > today) problems.push(`${date}, of ${name}, is in the future`);
  if (!hasEntries(body)) problems.push(`the section of ${name} has no entries`);
  return problems;
}

function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function orderProblems(released, section) {
  const problems = released
    .filter(({ name }) => !SEMVER.test(name))
    .map(({ name }) => `\`## ${name}\` is not a version in brackets`);
  const names = released.map(({ name }) => name).filter((name) => SEMVER.test(name));
  for (const [at, name] of names.slice(1).entries()) {
    if (!isNewer(names[at], name)) problems.push(`${names[at]} is above ${name} and is not newer`);
  }
  if (section !== undefined && released.indexOf(section) > 0)
    problems.push(`${section.name} is not the newest section`);
  return problems;
}

/** Tells whether one version comes after another (Semantic Versioning 2.0.0, section 11). */
function isNewer(version, than) {
  const [a, b] = [version, than].map((text) => SEMVER.exec(text).slice(1));
  const at = [0, 1, 2].find((index) => a[index] !== b[index]);
  if (at !== undefined) return Number(a[at]) > Number(b[at]);
  return a[3] === undefined
    ? b[3] !== undefined
    : b[3] !== undefined && a[3].localeCompare(b[3], "en", { numeric: true }) > 0;
}

/** A changelog needs no links that compare versions. If it has one, every section must have the right one. */
function linkProblems(links, sections, version) {
  const compared = Object.keys(links).filter((name) => name === UNRELEASED || SEMVER.test(name));
  if (compared.length === 0) return [];
  const problems = sections.filter(({ name }) => links[name] === undefined).map(({ name }) => `[${name}] has no link`);
  for (const name of compared) {
    if (!sections.some((section) => section.name === name)) problems.push(`the link [${name}] has no section`);
    const end = name === UNRELEASED ? `/compare/v${version}...HEAD` : `v${name}`;
    if (!links[name].endsWith(end)) problems.push(`the link [${name}] does not end with ${end}`);
  }
  return problems;
}
