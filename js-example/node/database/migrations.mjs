import { initial } from "./migrations/0001-initial.mjs";
import { returns } from "./migrations/0002-returns.mjs";
import { counters } from "./migrations/0003-counters.mjs";
import { sizes } from "./migrations/0004-sizes.mjs";
import { retention } from "./migrations/0005-retention.mjs";
import { batches } from "./migrations/0006-batches.mjs";
import { confirmation } from "./migrations/0007-confirmation.mjs";

/**
 * Every migration by name, in the order of the names. Never change a released one: add a new migration instead.
 *
 * @param {import("../database.mjs").Engine} engine
 * @returns {Record<string, import("kysely").Migration>}
 */
export const migrations = (engine) => ({
  "0001-initial": initial(engine),
  "0002-returns": returns(),
  "0003-counters": counters(engine),
  "0004-sizes": sizes(),
  "0005-retention": retention(),
  "0006-batches": batches(),
  "0007-confirmation": confirmation(),
});
