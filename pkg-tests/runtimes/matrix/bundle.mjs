// Bundles one entry into one file for Node, with a bundler in its simplest configuration. Copied into the folder of a cell and
// run there: `node bundle.mjs <bundler> <entry> <folder> <file> <esm or cjs>`.

const [bundler, entry, folder, file, format] = process.argv.slice(2);

/** Runs webpack, or a bundler with the same configuration. */
async function pack(bundler, options) {
  const esm = format === "esm";
  const config = {
    mode: "production",
    context: process.cwd(),
    entry: `./${entry}`,
    output: { path: folder, filename: file, ...(esm && { module: true, chunkFormat: "module" }) },
    experiments: { outputModule: esm },
    ...options,
  };
  const stats = await new Promise((resolve, reject) =>
    bundler(config, (error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
}

const bundlers = {
  async esbuild() {
    const { build } = await import("esbuild");
    await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      platform: "node",
      format,
      outfile: `${folder}/${file}`,
    });
  },
  async rollup() {
    const { rollup } = await import("rollup");
    const { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()] });
    await bundle.write({ file: `${folder}/${file}`, format });
  },
  async webpack() {
    const { default: webpack } = await import("webpack");
    await pack(webpack, { target: "node20" });
  },
  async rspack() {
    const { rspack } = await import("@rspack/core");
    await pack(rspack, { target: "node20" });
  },
  async vite() {
    const { build } = await import("vite");
    const rollupOptions = { output: { format: format === "esm" ? "es" : "cjs", entryFileNames: file } };
    await build({
      configFile: false,
      logLevel: "warn",
      ssr: { noExternal: true },
      build: { ssr: entry, minify: true, outDir: folder, emptyOutDir: false, rollupOptions },
    });
  },
  async parcel() {
    const { Parcel } = await import("@parcel/core");
    const context = {
      engines: { node: ">= 20" },
      includeNodeModules: true,
      outputFormat: format === "esm" ? "esmodule" : "commonjs",
    };
    const targets = {
      main: { ...context, context: "node", distDir: folder, distEntry: file, sourceMap: false, optimize: true },
    };
    await new Parcel({
      entries: entry,
      defaultConfig: "@parcel/config-default",
      targets,
      shouldDisableCache: true,
      mode: "production",
    }).run();
  },
};

await bundlers[bundler]();
