// Makes a body for a sender without a sample: with an id and a time where the scheme reads them.

const UNITS = { s: (time) => Math.floor(time / 1000), ms: (time) => time };
const iso = (time) => new Date(time).toISOString();

function put(object, path, value) {
  const names = path.split(".");
  const last = names.pop();
  const place = names.reduce((within, name) => (within[name] ??= {}), object);
  place[last] = value;
}

/** Returns a body as text. */
export function sampleOf({ id, timestamp }, now = Date.now()) {
  const body = { type: "test" };
  if (id?.field !== undefined) put(body, id.field, "evt_test");
  if (timestamp?.field !== undefined) put(body, timestamp.field, (UNITS[timestamp.unit] ?? iso)(now));
  return JSON.stringify(body);
}
