// All cells of the matrix, in the order of the page's table. A cell has a unique `name`, its `row` in the table, the `group` of
// packages that it needs, and `run`, which returns `{ passed, failed }`.

import { pinned } from "./install.mjs";

const files = [
  "node",
  "workerd",
  "cloudflare",
  "runtimes",
  "browser",
  "bundlers",
  "next",
  "opennext",
  "nitro",
  "astro",
  "sveltekit",
  "yarn",
  "test-runners",
  "types",
  "package-checks",
];

const lists = await Promise.all(files.map((file) => import(`./cells/${file}.mjs`)));

export const cells = lists
  .flatMap(({ cells }) => cells)
  .map((cell) => ({ version: () => pinned(cell.group, cell.shows), ...cell }));
