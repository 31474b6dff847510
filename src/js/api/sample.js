// Makes a body for a sender without a sample: with an id and a time where the scheme reads them.

const UNITS = { s: (time) => Math.floor(time / 1000), ms: (time) => Math.floor(time) };
const iso = (time) => new Date(time).toISOString();

/** An object without inherited members, so that a path may have any names. */
const empty = () => Object.create(null);

function put(object, path, value) {
  const names = path.split(".");
  const last = names.pop();
  let place = object;
  for (const name of names) {
    if (typeof place[name] !== "object") place[name] = empty();
    place = place[name];
  }
  place[last] = value;
}

/** Returns a body as text. */
export function sampleOf({ id, timestamp }, now = Date.now()) {
  const body = empty();
  if (id?.field !== undefined) put(body, id.field, "evt_test");
  if (timestamp?.field !== undefined) put(body, timestamp.field, (UNITS[timestamp.unit] ?? iso)(Number(now)));
  body.type ??= "test";
  return JSON.stringify(body);
}
