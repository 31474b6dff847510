// Yarn's Plug'n'Play: no node_modules, and the package is read from an archive. Yarn installs the tarball itself.

import { copyFileSync } from "node:fs";
import { tarball } from "../../../support/files.mjs";
import { commonJs, elsewhere, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";

const SETTINGS = `nodeLinker: pnp
enableNetwork: false
enableGlobalCache: false
enableScripts: false
`;

const cell = (form, file, program) => ({
  row: "Yarn's Plug'n'Play, ES module and CommonJS",
  name: `Yarn, Plug'n'Play, ${form}`,
  group: "yarn",
  shows: "@yarnpkg/cli-dist",
  quick: true,
  run() {
    const suites = workFolder(this.group, this.name);
    // Elsewhere, because Yarn would treat the folder as a part of the surrounding project.
    return elsewhere(async (folder) => {
      for (const suite of ["suite.mjs", "suite.cjs"]) copyFileSync(`${suites}/${suite}`, `${folder}/${suite}`);
      const manifest = { private: true, name: "consumer", dependencies: { countersign: `file:${tarball}` } };
      write(folder, { "package.json": manifest, ".yarnrc.yml": SETTINGS, "yarn.lock": "", [file]: program(print) });
      const options = {
        cwd: folder,
        env: { YARN_GLOBAL_FOLDER: `${folder}/.yarn/global`, YARN_ENABLE_IMMUTABLE_INSTALLS: "0" },
      };
      const yarn = `${folderOf(this.group)}/node_modules/@yarnpkg/cli-dist/bin/yarn.js`;
      await run(toolNode, [yarn, "install"], options);
      return readReport(await run(toolNode, [yarn, "node", file], options));
    });
  },
});

export const cells = [cell("ES module", "main.mjs", esModule), cell("CommonJS", "main.cjs", commonJs)];
