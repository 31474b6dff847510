/** Receipts in one transaction. */
const MOST_RECEIPTS = 200;
/** Rows in one transaction, unless its only receipt is one unit: others get their turn after that. */
const MOST_ROWS = 500;
/** Bytes in one transaction, unless its only receipt is one unit. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Receipts that wait to be stored. One with more rows than a transaction takes is stored in pieces, in its order. After each piece
 * it is the turn of the other receipts: a batch of 20 000 orders holds up nobody.
 *
 * @typedef {object} Item
 * @property {import("./write.mjs").Receipt} receipt with the rows that are left
 * @property {boolean} isBegun whether a piece of it is stored
 * @property {boolean} hasBody whether its body is stored
 *
 * @typedef {object} Part of one transaction
 * @property {Item} item
 * @property {import("./write.mjs").Receipt} receipt
 * @property {number} size of its rows, in bytes
 */
export function createQueue() {
  const whole = [];
  const batches = [];
  let isBatchNext = false;

  return {
    isEmpty: () => whole.length + batches.length === 0,
    /** @param {Item} item behind those that wait */
    add(item) {
      const list = fits(item.receipt) ? whole : batches;
      list.push(item);
    },
    /** @param {Item} item @returns {boolean} whether it was there */
    remove(item) {
      return [whole, batches].some((list) => {
        const place = list.indexOf(item);
        if (place !== -1) list.splice(place, 1);
        return place !== -1;
      });
    },
    /** Takes what the next transaction stores: several receipts, or a piece of a large one. @returns {Part[]} */
    take() {
      const isBatch = batches.length > 0 && (isBatchNext || whole.length === 0);
      isBatchNext = !isBatch;
      return isBatch ? [pieceOf(batches.shift())] : takeWhole(whole);
    },
  };
}

const rowsOf = ({ units, unreadable }) => units.length + unreadable.length;
const sizeOf = ({ units }) => units.reduce((sum, { size }) => sum + size, 0);
const fits = (receipt) => rowsOf(receipt) <= 1 || (rowsOf(receipt) <= MOST_ROWS && sizeOf(receipt) <= MOST_BYTES);

function takeWhole(list) {
  let rows = 0;
  let bytes = 0;
  const end = list.findIndex(({ receipt }, index) => {
    rows += rowsOf(receipt);
    bytes += sizeOf(receipt) + receipt.body.length;
    return index > 0 && (index === MOST_RECEIPTS || rows > MOST_ROWS || bytes > MOST_BYTES);
  });
  return list.splice(0, end === -1 ? list.length : end).map((item) => {
    const receipt = withoutKnownBody(item);
    item.receipt = { ...receipt, units: [], unreadable: [] };
    return { item, receipt, size: sizeOf(receipt) };
  });
}

/** The body comes with the first rows. */
const withoutKnownBody = ({ receipt, hasBody }) => (hasBody ? { ...receipt, body: null } : receipt);

/** Takes the next rows off a receipt. */
function pieceOf(item) {
  const { units, unreadable, ...rest } = withoutKnownBody(item);
  let bytes = 0;
  const end = units.slice(0, MOST_ROWS).findIndex(({ size }, index) => {
    bytes += size;
    return index > 0 && bytes > MOST_BYTES;
  });
  const taken = units.splice(0, end === -1 ? MOST_ROWS : end);
  const left = units.length > 0 ? 0 : MOST_ROWS - taken.length;
  const receipt = { ...rest, units: taken, unreadable: unreadable.splice(0, left) };
  return { item, receipt, size: sizeOf(receipt) };
}

/** Whether all of an item has been taken. @param {Item} item */
export const isTaken = ({ receipt }) => rowsOf(receipt) === 0;
