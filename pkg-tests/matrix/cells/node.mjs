// Every Node that is supported, by `import` and by `require`.

import { commonJs, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { folderOf } from "../install.mjs";
import { run } from "../process.mjs";

const FORMS = [
  ["ES module", "main.mjs", esModule],
  ["CommonJS", "main.cjs", commonJs],
];

export const cells = ["18", "20", "22", "24", "26"].flatMap((major) =>
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
