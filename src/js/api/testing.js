// What a test needs: sample bodies, and deliveries that prove what a genuine one would. Not for production.

export { deliver } from "./deliver.js";
export { fixture, fixtures } from "./fixtures.js";
export { sign } from "./sign.js";
