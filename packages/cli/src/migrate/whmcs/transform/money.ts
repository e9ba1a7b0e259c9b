/**
 * MySQL's decimal text as integer minor units: `-12.50` with two digits is -1250. Undefined where it does not fit without
 * rounding, is no number, or exceeds what a double counts exactly.
 */
export function minorUnits(text: string, digits = 2): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "0", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  if (!Number.isSafeInteger(amount)) return undefined;
  return sign === "-" && amount !== 0 ? -amount : amount;
}

/** Digits after the point of an ISO 4217 currency; undefined for codes that ISO 4217 does not know. */
export function currencyDigits(code: string): number | undefined {
  if (!/^[A-Z]{3}$/.test(code) || !KNOWN.has(code)) return undefined;
  return new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits;
}

const KNOWN = new Set(Intl.supportedValuesOf("currency"));
