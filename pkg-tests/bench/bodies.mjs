// Makes bodies: documents in the providers' format, with a list that is long enough for a size in bytes. Each seed gives another
// document of the same length, so that an engine never gets the same body twice in a row.

/** The sizes in bytes. The largest is a receiver's default limit. */
export const SIZES = [150, 1024, 8192, 65_536, 1_048_576];

/** The numbers of trackings in a batch. */
export const BATCHES = [1, 20, 200];

const FIRST_SEED = 100_000;

/** One line of an order. All lines have the same length. */
const line = (seed, at) => ({
  id: 30_000_000 + seed + at,
  sku: `MUG-11OZ-${String(at % 1000).padStart(3, "0")}`,
  name: "Mug, white, 11 oz, printed on both sides",
  quantity: 1 + (at % 9),
  price: 12.5,
  gift: false,
  image: `https://cdn.shop.example/designs/${seed}/${1000 + (at % 9000)}.png`,
});

/** A document of each kind. `reference` is a text that fills it to the exact byte. `lines` is absent if none fits. */
const DOCUMENTS = {
  optondemand: (seed, reference, lines) => ({
    event: "ORDER_STATUS_UPDATED",
    timestamp: "2025-07-08T12:34:56Z",
    data: { orderId: String(seed), status: "shipped", reference, ...lines },
  }),
  xoxoday: (seed, reference, lines) => ({
    id: seed,
    data: {
      orderId: seed,
      poNumber: reference,
      orderDate: "2024-02-07 12:25:45",
      deliveryStatus: "delivered",
      ...lines,
    },
    createdAt: "2024-02-07 12:27:01",
  }),
  reward: (seed, reference, lines) => ({
    id: `we_01jf2wkmvcfw6ts1qmgz${seed}`,
    type: "trigger_event.created",
    time: "2024-12-14T15:29:18Z",
    data: { user: { id: reference }, trigger: { id: "b" }, ...lines },
  }),
  standardwebhooks: (seed, reference, lines) => ({
    type: "order.updated",
    timestamp: "2025-07-08T12:34:56.000000Z",
    data: { id: String(seed), reference, ...lines },
  }),
  stripe: (seed, reference, lines) => ({
    id: `evt_1${seed}`,
    object: "event",
    type: "invoice.paid",
    data: { object: { id: `in_1${seed}`, object: "invoice", number: reference, ...lines } },
  }),
  github: (seed, reference, lines) => ({
    action: "opened",
    number: seed,
    sender: { login: "octocat", id: 583_231, type: "User" },
    repository: { full_name: reference, ...lines },
  }),
};

DOCUMENTS.svix = DOCUMENTS.standardwebhooks;
// `verify` does not read the document of these.
DOCUMENTS.shopify = DOCUMENTS.standardwebhooks;
DOCUMENTS.slack = DOCUMENTS.standardwebhooks;
DOCUMENTS.paddle = DOCUMENTS.standardwebhooks;

const encode = (document) => new TextEncoder().encode(JSON.stringify(document));

/** Returns a body of exactly `size` bytes. */
export function bodyOf(kind, size, seed) {
  const make = (reference, count) => {
    const lines = count > 0 ? { lines: Array.from({ length: count }, (_, at) => line(seed, at)) } : {};
    return encode(DOCUMENTS[kind](seed, reference, lines));
  };
  seed += FIRST_SEED;
  const bare = make("", 0).length;
  const [one, two] = [make("", 1).length, make("", 2).length];
  const count = size < one ? 0 : 1 + Math.floor((size - one) / (two - one));
  const missing = size - (count === 0 ? bare : one + (count - 1) * (two - one));
  if (missing < 0) throw new RangeError(`${kind} has no body of ${size} bytes; the smallest has ${bare}`);
  return make("R-2025/".repeat(Math.ceil(missing / 7)).slice(0, missing), count);
}

const step = (seed, at) => ({
  datetime: `2${at % 10}/03/2024 16:20`,
  timestamp: `2024-03-2${at % 10}T15:20:00.000Z`,
  timezone: "Europe/Rome",
  description: "The parcel has left the depot of the courier",
  location: "Milano, MI",
  status: "T",
});

const tracking = (seed) => ({
  uuid: `t-55f5f424-715d-4818-a1d7-deaae0${seed}`,
  status: "T",
  trackingNumber: `1Z999AA1${seed}`,
  trackingUrl: `https://track.courier.example/?number=1Z999AA1${seed}`,
  delivered: false,
  steps: [0, 1, 2].map((at) => step(seed, at)),
});

/** Returns a batch of trackings. */
export function batchOf(count, seed) {
  return encode({
    order: [],
    tracking: Array.from({ length: count }, (_, at) => tracking(FIRST_SEED + seed * 1000 + at)),
  });
}
