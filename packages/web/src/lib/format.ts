import type { Money } from "./api/shapes.ts";

/** `€4.90`, from minor units of an ISO 4217 currency. */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const short = (value: number): string => new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(value);

/** From MiB: `512 MB`, `4 GB`. */
export const formatMemory = (megabytes: number): string =>
  megabytes < 1024 ? `${megabytes} MB` : `${short(megabytes / 1024)} GB`;
/** From GB: `80 GB`, `1.5 TB`. */
export const formatDisk = (gigabytes: number): string =>
  gigabytes < 1000 ? `${short(gigabytes)} GB` : `${short(gigabytes / 1000)} TB`;
export const formatRate = (megabits: number): string =>
  megabits < 1000 ? `${megabits} Mbit/s` : `${short(megabits / 1000)} Gbit/s`;
export const formatCount = (value: number): string => new Intl.NumberFormat("en").format(value);
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${Math.floor(hours / 24)} d`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `5 min. ago`, `in 3 hr.`, `just now`. */
export function formatRelative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return seconds > 1 ? "in a moment" : "just now";
}

/** `20 Nov 2026, 10:05:12`, in the reader's time zone. */
export const formatMoment = (at: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

/** `€4.90`, from minor units of which a currency has as many as whoever issued the amount said. */
export const formatAmount = (amount: number, { currency, decimals }: { currency: string; decimals: number }): string =>
  new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount / 10 ** decimals);

const dayFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
/** `31 May 2024`, of a day of the calendar, which has no time zone. */
export const formatDay = (day: string | null): string => (day === null ? "—" : dayFormat.format(new Date(day)));
/** `1 Jun 2024`: the day of a moment, in the reader's time zone. */
export const formatDate = (at: string | null): string =>
  at === null ? "—" : new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(at));

/** `17 bytes`, `1.5 KB`, `3 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return plural(bytes, "byte");
  return bytes < 1024 ** 2 ? `${short(bytes / 1024)} KB` : `${short(bytes / 1024 ** 2)} MB`;
}
