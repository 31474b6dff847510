// The strictest options of TypeScript that samples and recipes compile with.

export const STRICTEST = {
  strict: true,
  noEmit: true,
  // We don't check the types of other packages.
  skipLibCheck: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  module: "nodenext",
  target: "es2024",
};
