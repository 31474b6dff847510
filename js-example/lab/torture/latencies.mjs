/** Stores the latency of each answer, and returns quantiles. */
export class Latencies {
  #values = new Float32Array(1_024);
  #length = 0;

  /** @param {number} ms */
  add(ms) {
    if (this.#length === this.#values.length) {
      const larger = new Float32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = ms;
    this.#length += 1;
  }

  get count() {
    return this.#length;
  }

  /** Returns the latencies in milliseconds at these shares (0 to 1) of the answers; 0 if there are no answers. */
  quantiles(...shares) {
    const sorted = this.#values.slice(0, this.#length).sort();
    return shares.map((share) => sorted[Math.min(this.#length - 1, Math.floor(share * this.#length))] ?? 0);
  }
}
