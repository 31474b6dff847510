// For tests: sample bodies, and deliveries that pass the checks of a genuine one. Not for production.

export { deliver } from "./deliver.js";
export { fixture, fixtures } from "./fixtures.js";
export { sign } from "./sign.js";
