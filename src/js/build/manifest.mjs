// Writes package.json: it tells each runtime which file to load.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HANDLERS, out, root } from "./paths.mjs";
import { origin } from "./repository.mjs";

function writeJson(file, content) {
  mkdirSync(dirname(`${out}/${file}`), { recursive: true });
  writeFileSync(`${out}/${file}`, `${JSON.stringify(content, null, 2)}\n`);
}

export function writePackageJson() {
  const crate = readFileSync(`${root}Cargo.toml`, "utf8");
  const [, version] = /^version = "(.+)"$/m.exec(crate);
  const entry = (prefix, types) => ({
    // Nitro (Nuxt and others) also sends `workerd`, but its rule for .wasm files needs the other form. For Node it sends `unwasm`
    // and doesn't bundle the package: there the last two entries are right.
    wintercg: { unwasm: { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` } },
    workerd: { types: `./${types}.d.ts`, default: `./${prefix}workerd.js` },
    "edge-light": { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` },
    // Both bundlers of Next.js send these conditions for its app router. Node never sends the second one, and esbuild sends it only
    // if it is configured so.
    "react-server": { module: { import: { types: `./${types}.d.ts`, default: `./${prefix}next.js` } } },
    ...inline(prefix, types),
  });
  const inline = (prefix, types) => ({
    import: { types: `./${types}.d.ts`, default: `./${prefix}inline.js` },
    require: { types: `./${types}.d.cts`, default: `./${prefix}inline.cjs` },
  });
  // A Worker's bundle gets the ES module even from `require`: the CommonJS one embeds the module as text.
  const handler = (name, file = `${name}.handler`) => {
    const esm = { types: `./${name}.d.ts`, default: `./${file}.js` };
    return {
      workerd: esm,
      "edge-light": esm,
      import: esm,
      require: { types: `./${name}.d.cts`, default: `./${file}.cjs` },
    };
  };
  const manifest = {
    ...JSON.parse(readFileSync(`${root}src/js/package.json`, "utf8")),
    version,
    ...origin(crate),
    exports: {
      ".": entry("", "index"),
      // For frameworks that bundle for Workers without a rule for .wasm files.
      "./inline": inline("", "inline"),
      ...Object.fromEntries(HANDLERS.map((name) => [`./${name}`, handler(name)])),
      "./presets": handler("presets", "presets.data"),
      "./testing": entry("testing.", "testing"),
      // For development machines: it needs zlib, and a Worker may not compile bytes.
      "./diagnose": inline("diagnose.", "diagnose"),
      "./module": {
        workerd: { types: "./module.d.ts", default: "./module.workerd.js" },
        import: { types: "./module.d.ts", default: "./module.js" },
        require: { types: "./module.d.cts", default: "./module.cjs" },
      },
      "./package.json": "./package.json",
    },
  };
  writeJson("package.json", manifest);
  // For resolvers that ignore `exports` by default, such as Parcel's. No file may have the name of its subpath (`fetch.cjs`): these
  // resolvers would take that file first, by the importer's extension, and a bundle would contain the package twice.
  const entries = ["testing", "diagnose"].map((name) => [name, `${name}.inline`]);
  const handlers = HANDLERS.map((name) => [name, `${name}.handler`]);
  for (const [name, file] of [...handlers, ["presets", "presets.data"], ...entries]) {
    writeJson(`${name}/package.json`, { main: `../${file}.cjs`, module: `../${file}.js`, types: `../${name}.d.ts` });
  }
}
