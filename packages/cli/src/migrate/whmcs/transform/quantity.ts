/** What an option's or a field's text says about an amount: read exactly, never through floating point. */
export type Reading =
  | { read: "number"; number: Decimal; unit: Unit | null }
  /** Nothing was entered. */
  | { read: "empty" }
  | { read: "unlimited" }
  /** `1,024` may be a thousand and twenty-four, or one and a bit. */
  | { read: "ambiguous" }
  | { read: "unreadable" };

/** `digits` × 10^-`scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

/** Sizes are binary as Proxmox has them: GB and GiB are the same here, and so are MB and MiB. */
export type Unit = "KB" | "MB" | "GB" | "TB" | "core";

const UNITS: Record<string, Unit> = {
  k: "KB",
  kb: "KB",
  kib: "KB",
  m: "MB",
  mb: "MB",
  mib: "MB",
  meg: "MB",
  megs: "MB",
  megabyte: "MB",
  megabytes: "MB",
  g: "GB",
  gb: "GB",
  gib: "GB",
  gig: "GB",
  gigs: "GB",
  gigabyte: "GB",
  gigabytes: "GB",
  t: "TB",
  tb: "TB",
  tib: "TB",
  core: "core",
  cores: "core",
  vcore: "core",
  vcores: "core",
  cpu: "core",
  cpus: "core",
  vcpu: "core",
  vcpus: "core",
  thread: "core",
  threads: "core",
};

/** Words that shops put beside an amount without changing it. */
const DECORATION =
  /\b(?:of|ram|memory|arbeitsspeicher|ecc|reg|ddr[2-6]|ssd|nvme|hdd|sata|sas|disk|disc|drive|storage|space|raid[\s-]?(?:10|[0156])?|dedicated|shared|virtual|guaranteed|intel|amd|xeon|epyc|ryzen)\b/gi;
const UNLIMITED = /^(?:unlimited|unmetered|infinite|∞|-1)$/i;
const AMOUNT = /^(\d+(?:[.,]\d+)*)\s*(?:x\s*)?([a-z]+)?$/i;

/** Reads `4 GB`, `4096MB`, `1,5 GiB`, `4 vCores`, `50GB NVMe SSD`, `4096`. One number, at most one unit; anything else is unreadable. */
export function readQuantity(text: string): Reading {
  const trimmed = text.trim();
  if (trimmed === "") return { read: "empty" };
  const bare = trimmed
    .replace(/\([^)]*\)|[™®]|\u00a0/g, " ")
    .replace(DECORATION, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (UNLIMITED.test(trimmed) || UNLIMITED.test(bare)) return { read: "unlimited" };
  const match = AMOUNT.exec(bare);
  const [, digits, word] = match ?? [];
  if (digits === undefined) return { read: "unreadable" };
  const unit = word === undefined ? null : UNITS[word.toLowerCase()];
  if (unit === undefined) return { read: "unreadable" };
  const number = parseDecimal(digits);
  return number === "ambiguous" ? { read: "ambiguous" } : { read: "number", number, unit };
}

/**
 * A number with point or comma. With one separator before exactly three digits it may be grouping or a fraction, unless
 * the number starts with zero.
 */
function parseDecimal(text: string): Decimal | "ambiguous" {
  const separators = text.match(/[.,]/g) ?? [];
  const [last] = separators.slice(-1);
  if (last === undefined) return { digits: BigInt(text), scale: 0 };
  const [whole = "", fraction = ""] = text.split(last).slice(-2);
  const grouped = /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/.test(text);
  if (separators.length > 1) {
    if (grouped) return { digits: BigInt(text.replace(/[.,]/g, "")), scale: 0 };
    const mixed = /^(\d{1,3})(?:([.,])\d{3})+(?!\2)[.,](\d+)$/.test(text);
    return mixed ? { digits: BigInt(text.replace(/[.,]/g, "")), scale: fraction.length } : "ambiguous";
  }
  if (grouped && !whole.startsWith("0")) return "ambiguous";
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** How many of the smaller unit one of the larger has, as numerator and denominator. */
const IN_MB: Record<Exclude<Unit, "core">, [bigint, bigint]> = {
  KB: [1n, 1024n],
  MB: [1n, 1n],
  GB: [1024n, 1n],
  TB: [1024n * 1024n, 1n],
};
const IN_GB: Record<Exclude<Unit, "core">, [bigint, bigint]> = {
  KB: [1n, 1024n * 1024n],
  MB: [1n, 1024n],
  GB: [1n, 1n],
  TB: [1024n, 1n],
};

/** `number` of `unit` times `multiplier` as whole MB, GB or cores; undefined where it comes out uneven or the unit is of another kind. */
export function convert(number: Decimal, unit: Unit, to: "MB" | "GB" | "core", multiplier = 1): number | undefined {
  if ((unit === "core") !== (to === "core")) return undefined;
  const [up, down] = unit === "core" ? [1n, 1n] : (to === "MB" ? IN_MB : IN_GB)[unit];
  const dividend = number.digits * up * BigInt(multiplier);
  const divisor = 10n ** BigInt(number.scale) * down;
  return dividend % divisor === 0n ? Number(dividend / divisor) : undefined;
}
