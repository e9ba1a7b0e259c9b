declare const shape: unique symbol;

/** JSON on its way in. Carried as an object until a driver knows how its database wants to be told. */
export class JsonParameter<T = unknown> {
  declare readonly [shape]?: T;
  readonly text: string;
  constructor(value: T) {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError("a value that JSON cannot hold was given for a JSON column");
    this.text = text;
  }
}

/** A whole number from the database's digits. Throws RangeError where a JavaScript number would lose some. */
export function safeInteger(digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database returned ${digits}, beyond 2^53 - 1`);
  return value;
}

/** A decimal (what SUM and AVG return) as a number; whole ones must be exact. */
export function decimal(digits: string): number {
  const fraction = digits.indexOf(".");
  if (fraction === -1 || /^0*$/.test(digits.slice(fraction + 1))) {
    return safeInteger(fraction === -1 ? digits : digits.slice(0, fraction));
  }
  return Number(digits);
}

/** What node-pg and mysql2 take as they are, JSON as its text. Arrays differ between databases and are refused. */
export function wireParameter(value: unknown): unknown {
  if (value instanceof JsonParameter) return value.text;
  if (Array.isArray(value)) throw new TypeError("an array cannot be a parameter: use JSON, or `in` with a list");
  return value;
}
