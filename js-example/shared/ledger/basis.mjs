/** The fields that the providers' `supersedes` functions read. They read only the length of `steps`. */
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
 * Returns only the fields that the provider's `supersedes` reads. A ledger entry stores them instead of the event, so each
 * event is stored once.
 *
 * @param {object} event
 */
export function basisOf(event) {
  const basis = Object.fromEntries(
    FIELDS.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]),
  );
  return event.steps === undefined ? basis : { ...basis, steps: { length: event.steps.length } };
}
