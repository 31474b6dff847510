// Each problem that blocks a release is found, and only by its own check.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { root } from "../support/files.mjs";
import { changelogProblems, changes } from "./changelog.mjs";
import { commitAll, FILES, makeTree, tag, TODAY, VERSION, write } from "./fixture.mjs";
import { checkSource } from "./source.mjs";

const folder = mkdtempSync(`${tmpdir()}/release-`);
after(() => rmSync(folder, { recursive: true }));

let trees = 0;
const tree = (changed) => makeTree(`${folder}/${(trees += 1)}`, changed);
const failing = (root) => checkSource(root, TODAY).filter(({ problems }) => problems.length > 0);
const edited = (file, from, to) => {
  assert.ok(FILES[file].includes(from));
  return { [file]: FILES[file].replace(from, to) };
};

test("a valid tree has no problems", () => {
  assert.deepEqual(failing(tree()), []);
});

const [SAME, CHANGELOG, README, LICENCE, REPOSITORY] = [
  "the version is the same everywhere",
  "CHANGELOG.md tells what changed, and when",
  "the documents are right once it is published",
  "the licences are there",
  "the repository is known",
];

for (const [what, check, changed, ...patterns] of [
  [
    "another version in Cargo.lock",
    SAME,
    edited("Cargo.lock", VERSION, "1.2.2"),
    /Cargo\.lock has 1\.2\.2, Cargo\.toml has 1\.2\.3/,
  ],
  ["no countersign in Cargo.lock", SAME, { "Cargo.lock": "version = 4\n" }, /Cargo\.lock has no countersign/],
  [
    "another tarball in README",
    SAME,
    edited("README.md", VERSION, "1.2.2"),
    /README\.md names countersign-1\.2\.2\.tgz/,
  ],
  [
    "a tarball of a pre-release in README",
    SAME,
    edited("README.md", VERSION, "1.2.3-rc.1"),
    /README\.md names countersign-1\.2\.3-rc\.1\.tgz/,
  ],
  [
    "another crate in the example's README",
    SAME,
    { "js-example/README.md": "countersign-0.9.0.crate\n" },
    /js-example\/README\.md names countersign-0\.9\.0\.crate/,
  ],
  [
    "a changelog with only [Unreleased]",
    CHANGELOG,
    { "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- A thing.\n" },
    /there is no section for 1\.2\.3, only \[Unreleased\]: its heading would be `## \[1\.2\.3\] - 2026-11-21`/,
  ],
  ["no changelog", CHANGELOG, { "CHANGELOG.md": undefined }, /there is no section for 1\.2\.3:/],
  [
    "entries left in [Unreleased]",
    CHANGELOG,
    edited("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- Late.\n"),
    /\[Unreleased\] has entries/,
  ],
  ["a heading without a date", CHANGELOG, edited("CHANGELOG.md", ` - ${TODAY}`, ""), /has no date/],
  [
    "a README that says that the package is not published",
    README,
    { "README.md": "The package is on no registry yet. `make build` leaves it.\n" },
    /README\.md says: The package is on no registry yet\./,
  ],
  [
    "a page that says that the package is not published",
    README,
    { "src/docs/rust.md": "The crate is on no registry yet: take the checkout.\n\nIt is small.\n" },
    /src\/docs\/rust\.md says: The crate is on no registry yet/,
  ],
  ["no MIT licence", LICENCE, { "LICENSE-MIT": undefined }, /LICENSE-MIT is missing or empty/],
  ["an empty Apache licence", LICENCE, { "LICENSE-APACHE": "" }, /LICENSE-APACHE is missing or empty/],
  [
    "another licence in package.json",
    LICENCE,
    { "src/js/package.json": '{ "license": "MIT" }\n' },
    /package\.json has the licence MIT, Cargo\.toml has MIT OR Apache-2\.0/,
  ],
  [
    "another licence in Cargo.toml",
    LICENCE,
    edited("Cargo.toml", "MIT OR Apache-2.0", "ISC"),
    /the licence ISC has no known file/,
    /package\.json has the licence/,
  ],
  [
    "no licence in Cargo.toml",
    LICENCE,
    edited("Cargo.toml", 'license = "MIT OR Apache-2.0"\n', ""),
    /the licence is missing has no known file/,
    /package\.json has the licence/,
  ],
  [
    "no repository",
    REPOSITORY,
    edited("Cargo.toml", /repository = .*\n/.exec(FILES["Cargo.toml"])[0], ""),
    /Cargo\.toml has no `repository`/,
  ],
  [
    "only the repository of a dependency",
    REPOSITORY,
    edited(
      "Cargo.toml",
      /repository = (.*\n)/.exec(FILES["Cargo.toml"])[0],
      '\n[package.metadata]\nrepository = "https://example.com/a/b"\n',
    ),
    /Cargo\.toml has no `repository`/,
  ],
  [
    "a repository without an https address",
    REPOSITORY,
    edited("Cargo.toml", "https://", "git@"),
    /is not an https address/,
  ],
]) {
  test(`found: ${what}`, () => {
    const found = failing(tree(changed));
    assert.deepEqual(
      found.map(({ name }) => name),
      [check],
    );
    assert.equal(found[0].problems.length, patterns.length);
    for (const [at, pattern] of patterns.entries()) assert.match(found[0].problems[at], pattern);
  });
}

test("found: an invalid version", () => {
  const found = failing(tree(edited("Cargo.toml", VERSION, "1.2")));
  assert.match(found.find(({ name }) => name === SAME).problems[0], /1\.2 is not a version/);
});

test("found: changed and new files that aren't committed", () => {
  const root = tree();
  write(root, { "README.md": "# countersign\n", "new.txt": "new\n" });
  assert.deepEqual(failing(root), [{ name: "all is committed", problems: ["not committed: M README.md, ?? new.txt"] }]);
  write(root, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.txt`, "new\n"])));
  assert.match(failing(root)[0].problems[0], /, and 12 more$/);
});

test("found: a tag on another commit", () => {
  const root = tree();
  tag(root, `v${VERSION}`);
  assert.deepEqual(failing(root), []);
  write(root, { "README.md": "# countersign\n" });
  commitAll(root);
  assert.match(failing(root)[0].problems[0], /the tag v1\.2\.3 is on another commit, [0-9a-f]{12}$/);
});

const section = (heading, body = "- A thing.") => `## ${heading}\n\n${body}\n\n`;
const GOOD = section(`[${VERSION}] - ${TODAY}`);
const LINKS = `[Unreleased]: https://example.com/compare/v${VERSION}...HEAD\n[${VERSION}]: https://example.com/releases/tag/v${VERSION}\n`;

for (const [what, text, ...patterns] of [
  ["a section of this version", GOOD],
  ["an empty [Unreleased]", section("[Unreleased]", "") + GOOD],
  ["an older section", GOOD + section("[1.2.2] - 2026-01-01")],
  [
    "older pre-releases",
    GOOD +
      section("[1.2.3-rc.10] - 2026-01-03") +
      section("[1.2.3-rc.9] - 2026-01-02") +
      section("[1.2.2] - 2026-01-01"),
  ],
  ["right links", section("[Unreleased]", "") + GOOD + LINKS],
  [
    "links to something else",
    `[Keep a Changelog](https://example.com) [other]\n\n${GOOD}[other]: https://example.com\n`,
  ],
  ["an invalid date", section(`[${VERSION}] - 2026-02-30`), /2026-02-30, of 1\.2\.3, is not a valid day/],
  ["a date in another form", section(`[${VERSION}] - 21 November 2026`), /has no date/],
  ["a date without a dash", section(`[${VERSION}] (${TODAY})`), /has no date/],
  ["a date in the future", section(`[${VERSION}] - 2026-11-22`), /is in the future/],
  ["a section without entries", section(`[${VERSION}] - ${TODAY}`, "### Added"), /has no entries/],
  [
    "a heading without brackets",
    section(`${VERSION} - ${TODAY}`),
    /there is no section for 1\.2\.3/,
    /`## 1\.2\.3 - 2026-11-21` is not a version in brackets/,
  ],
  ["a newer section", section("[1.3.0] - 2026-11-20") + GOOD, /1\.2\.3 is not the newest section/],
  [
    "sections in the wrong order",
    GOOD + section("[1.2.1] - 2026-01-01") + section("[1.2.2] - 2026-01-01"),
    /1\.2\.1 is above 1\.2\.2/,
  ],
  ["a version twice", GOOD + GOOD, /1\.2\.3 is above 1\.2\.3/],
  [
    "a pre-release above its release",
    section("[1.2.4-rc.1] - 2026-01-01") + section("[1.2.4] - 2026-01-01") + GOOD,
    /1\.2\.4-rc\.1 is above 1\.2\.4/,
    /not the newest/,
  ],
  [
    "a section without a link",
    section("[Unreleased]", "") + GOOD + section("[1.2.2] - 2026-01-01") + LINKS,
    /\[1\.2\.2\] has no link/,
  ],
  [
    "a link without a section",
    `${section("[Unreleased]", "") + GOOD + LINKS}[1.0.0]: https://example.com/v1.0.0\n`,
    /the link \[1\.0\.0\] has no section/,
  ],
  [
    "a link to another version",
    section("[Unreleased]", "") + GOOD + LINKS.replace(`tag/v${VERSION}`, "tag/v1.2.2"),
    /\[1\.2\.3\] does not end with v1\.2\.3/,
  ],
  [
    "[Unreleased] compared with another version",
    section("[Unreleased]", "") + GOOD + LINKS.replace(`compare/v${VERSION}`, "compare/v1.2.2"),
    /\[Unreleased\] does not end with \/compare\/v1\.2\.3\.\.\.HEAD/,
  ],
]) {
  test(`changelog, ${patterns.length === 0 ? "right" : "found"}: ${what}`, () => {
    const problems = changelogProblems(`# Changelog\n\n${text}`, VERSION, TODAY);
    assert.equal(problems.length, patterns.length, problems.join("\n"));
    for (const [at, pattern] of patterns.entries()) assert.match(problems[at], pattern);
  });
}

test("the notes of a version come from its section, and before the release from [Unreleased]", () => {
  const text = section("[Unreleased]", "- Later.") + GOOD + section("[1.2.2] - 2026-01-01", "- Before.") + LINKS;
  assert.deepEqual(
    ["1.2.3", "1.2.2", "2.0.0"].map((version) => changes(text, version)),
    ["- A thing.", "- Before.", "- Later."],
  );
  assert.equal(changes("", VERSION), "");
});

const release = (...args) =>
  spawnSync(process.execPath, [`${root}pkg-tests/release/run.mjs`, ...args], { encoding: "utf8" });

test("a release stops before any slow step, and lists all problems at once", () => {
  const wrong = tree({
    ...edited("Cargo.lock", VERSION, "1.2.2"),
    "CHANGELOG.md": "## [Unreleased]\n\n- A thing.\n",
    "LICENSE-MIT": undefined,
  });
  const { status, stdout, stderr } = release("--root", wrong);
  assert.equal(status, 1);
  assert.equal(stderr, "\n3 problems: nothing was tested or built\n");
  assert.deepEqual(
    stdout.match(/^FAILED .*/gm).map((line) => line.slice(8)),
    [SAME, CHANGELOG, LICENCE],
  );
  assert.match(stdout, /only \[Unreleased\]/);
  assert.doesNotMatch(stdout, /make test|npm publish/);
  assert.ok(!existsSync(`${wrong}/target`));
});

test("only a dry run may skip the tests", () => {
  const { status, stdout, stderr } = release("--skip-tests", "--root", tree());
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /SKIP_TESTS=1 needs DRY_RUN=1/);
});

test("a wrong option is refused, and --help lists the options", () => {
  assert.equal(release("--publish").status, 2);
  assert.match(release("--help").stdout, /--dry-run/);
});
