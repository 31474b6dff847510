// Every supported Node, with `import` and with `require`.

import { commonJs, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { folderOf } from "../install.mjs";
import { run } from "../process.mjs";

const FORMS = [
  ["ES module", "main.mjs", esModule],
  ["CommonJS", "main.cjs", commonJs],
];

const everyNode = ["18", "20", "22", "24", "26"].flatMap((major) =>
  FORMS.map(([form, file, program]) => ({
    row: "Node, ES module and CommonJS",
    name: `Node ${major}, ${form}`,
    group: `node-${major}`,
    shows: "node",
    quick: true,
    async run() {
      const folder = workFolder(this.group, form);
      write(folder, { [file]: program(print) });
      return readReport(await run(`${folderOf(this.group)}/node_modules/node/bin/node`, [file], { cwd: folder }));
    },
  })),
);

// The thread runs the consumer's program.
const THREAD = 'import { Worker } from "node:worker_threads";\nnew Worker(new URL("main.mjs", import.meta.url));\n';

const confined = (name, args) => ({
  row: "Node, under `--permission` and in a thread",
  name,
  group: "node-24",
  shows: "node",
  quick: true,
  async run() {
    const folder = workFolder(this.group, name);
    write(folder, { "main.mjs": esModule(print), "thread.mjs": THREAD });
    return readReport(
      await run(`${folderOf(this.group)}/node_modules/node/bin/node`, args(folderOf(this.group)), { cwd: folder }),
    );
  },
});

export const cells = [
  ...everyNode,
  confined("Node 24, with the permission to read and no other", (packages) => [
    "--permission",
    `--allow-fs-read=${packages}`,
    "main.mjs",
  ]),
  confined("Node 24, in a thread", () => ["thread.mjs"]),
];
