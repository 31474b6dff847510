// Reads times: those of RFC 3339, and local date-times in a zone that the provider doesn't document.

const DATE = "(\\d{4})-(\\d\\d)-(\\d\\d)";
const TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";
const RFC_3339 = new RegExp(`^${DATE}[Tt]${TIME}(?:\\.(\\d+))?([Zz]|[+-]\\d\\d:\\d\\d)?$`);
const LOCAL = new RegExp(`^${DATE}[T ]${TIME}$`);
const MINUTE = 60_000;

/** Returns the milliseconds since 1970 of an RFC 3339 time, or null. With `zoneless`, a time without an offset is UTC. */
export function instant(value, { zoneless = false } = {}) {
  const found = RFC_3339.exec(value ?? "");
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const [fraction = "", zone = zoneless ? "Z" : ""] = found.slice(7);
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second, 60)) return null;
  const offset = offsetOf(zone);
  if (offset === null) return null;

  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A leap second counts as the second before it. Digits below a millisecond are cut off.
  date.setUTCHours(hour, minute, Math.min(second, 59), Number(`${fraction}000`.slice(0, 3)));
  return date.getTime() - offset * MINUTE;
}

/** Returns the parts of `YYYY-MM-DD HH:MM:SS`, or null if there is no such date or time. */
export function localDateTime(value) {
  const [year, month, day, hour, minute, second] =
    LOCAL.exec(value ?? "")
      ?.slice(1)
      .map(Number) ?? [];
  return isDate(year, month, day) && isTimeOfDay(hour, minute, second, 59)
    ? { year, month, day, hour, minute, second }
    : null;
}

/** RFC 3339, section 5.7: the days of each month. */
function isDate(year, month, day) {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= days[month - 1];
}

const isTimeOfDay = (hour, minute, second, lastSecond) => hour <= 23 && minute <= 59 && second <= lastSecond;

/** Returns the offset of a zone from UTC in minutes, or null if it is invalid. */
function offsetOf(zone) {
  if (zone === "") return null;
  if (/^z$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (!isTimeOfDay(hours, minutes, 0, 59)) return null;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}
