// Reward: its documentation, "Webhooks", and its API reference, "Webhook payloads".

import { decimal, find, identifier, object, optional, required, text } from "./fields.mjs";
import { instant } from "./times.mjs";

export const reward = {
  options: ["acceptUnauthenticated"],
  needs: ["urlToken", "acceptUnauthenticated"],

  event(root) {
    const id = required(root, "id", text);
    const type = required(root, "type", text);
    const { kind, ...fields } = KINDS[type]?.(root) ?? { kind: "unrecognized" };
    const timeMs = instant(optional(root, "time", text));
    return { kind, id, type, timeMs, idTimeMs: timeOfTypeId(id), ...fields, dedupeKey: `reward:${id}` };
  },
};

const KINDS = {
  __proto__: null,

  "trigger_event.created": (root) => {
    const userId = userOf(root);
    required(root, "data.trigger", object);
    const triggerId = required(root, "data.trigger.id", text);
    const node = find(root, "data.value");
    // The API call that creates such an event may omit the value.
    const isAbsent = node === undefined || node.value === null;
    const valueText = isAbsent ? null : required(root, "data.value", decimal);
    return { kind: "trigger_event.created", userId, triggerId, value: isAbsent ? null : Number(valueText), valueText };
  },

  "balance.credit_points_issued": (root) => {
    const userId = userOf(root);
    required(root, "data.transaction", object);
    const transactionId = required(root, "data.transaction.id", text);
    const amountText = required(root, "data.transaction.amount", decimal);
    return {
      kind: "balance.credit_points_issued",
      userId,
      transactionId,
      amount: Number(amountText),
      amountText,
      transactionKey: `reward:tx:${transactionId}`,
    };
  },
};

function userOf(root) {
  required(root, "data", object);
  required(root, "data.user", object);
  return required(root, "data.user.id", identifier);
}

/** The alphabet of a TypeID (TypeID specification, 0.3.0): 26 digits of base 32 for 128 bits. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** Returns the time in a TypeID with a UUID of version 7 (RFC 9562, section 5.7), or null. */
function timeOfTypeId(id) {
  if (!new RegExp(`^we_[0-7][${DIGITS}]{25}$`).test(id)) return null;
  const bits = [...id.slice(3)]
    .map((digit) => DIGITS.indexOf(digit).toString(2).padStart(5, "0"))
    .join("")
    .slice(2);
  const [version, variant] = [bits.slice(48, 52), bits.slice(64, 66)];
  return version === "0111" && variant === "10" ? Number.parseInt(bits.slice(0, 48), 2) : null;
}
