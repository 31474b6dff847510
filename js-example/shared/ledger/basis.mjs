/** The fields that `supersedes` of the providers reads. `steps` is read for its length alone. */
const FIELDS = [
  "orderId",
  "sentAt",
  "timestampMs",
  "transactionId",
  "timeMs",
  "id",
  "uuid",
  "updatedMs",
  "latestStepMs",
  "status",
];

/**
 * Returns what `supersedes` of the event's provider takes, and no more: an entry of the ledger keeps this of the event that
 * it shows, so that an event is stored once.
 *
 * @param {object} event
 */
export function basisOf(event) {
  const basis = Object.fromEntries(
    FIELDS.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]),
  );
  return event.steps === undefined ? basis : { ...basis, steps: { length: event.steps.length } };
}
