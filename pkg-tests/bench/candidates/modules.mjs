// The module by itself: compiled, if that is allowed, and instantiated. Its imports are stubs, so that only the engine's work is
// measured: memory, tables and data.

const stub = () => 0;

function stubs(module) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== "function") throw new Error(`the module imports a ${kind}`);
    (imports[from] ??= {})[name] = stub;
  }
  return imports;
}

/** A package is `{ label, module, bytes }`. Without bytes, nothing is compiled. */
export function modules(packages) {
  return packages.flatMap(({ label, module, bytes }) => {
    const imports = stubs(module);
    const instantiate = {
      name: `${label}, instantiate`,
      call: () => new WebAssembly.Instance(module, imports).exports.memory,
    };
    const compile = { name: `${label}, compile`, call: () => new WebAssembly.Module(bytes) };
    return bytes ? [instantiate, compile] : [instantiate];
  });
}
