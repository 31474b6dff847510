/**
 * Lets at most `limit` callers in at a time, in the order of their arrival.
 *
 * @param {number} limit
 */
export function gate(limit) {
  const waiting = [];
  let inside = 0;

  function leave() {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  return {
    /** Resolves with a function to leave again. */
    async enter() {
      if (inside < limit) inside += 1;
      else await new Promise((resolve) => waiting.push(resolve));
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
  };
}
