/**
 * MySQL's decimal text as integer minor units: `-12.50` with two digits is -1250. Undefined where it does not fit without
 * rounding, is no number, or exceeds what a double counts exactly.
 */
export function minorUnits(text: string, digits = 2): number | undefined {
  const negative = text.startsWith("-");
  const end = text.length;
  let amount = 0;
  let point = -1;
  for (let at = negative ? 1 : 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point < 0 && at > 0) point = at;
    else if (code < ZERO || code > NINE) return undefined;
    else if (point < 0 || at - point <= digits) amount = amount * 10 + (code - ZERO);
    else if (code !== ZERO) return undefined;
  }
  const fraction = point < 0 ? 0 : end - point - 1;
  if (end === (negative ? 1 : 0) || (point >= 0 && fraction === 0)) return undefined;
  for (let missing = fraction; missing < digits; missing++) amount *= 10;
  if (!Number.isSafeInteger(amount)) return undefined;
  return negative && amount !== 0 ? -amount : amount;
}
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Digits after the point of an ISO 4217 currency; undefined for codes that ISO 4217 does not know. */
export function currencyDigits(code: string): number | undefined {
  if (!/^[A-Z]{3}$/.test(code) || !KNOWN.has(code)) return undefined;
  return new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits;
}

const KNOWN = new Set(Intl.supportedValuesOf("currency"));
