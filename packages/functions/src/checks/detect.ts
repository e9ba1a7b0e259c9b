import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { PATTERNS, type Pattern } from "./patterns.ts";

export type Place = "path" | "query" | "header" | "body";

/** What was found: names alone. What matched is never told, it may hold a password. */
export interface Finding {
  pattern: Pattern;
  place: Place;
}

/** So many characters of a request are looked at: an attack says what it wants at once, and a long body must not cost long. */
const MOST_CHARACTERS = 64 * 1024;
/** Headers that hold secrets or are ours alone. */
const PASSED_OVER = new Set([
  "authorization",
  "cookie",
  "x-origin-secret",
  "x-dashboard-secret",
  "idempotency-key",
  "host",
]);

/** All patterns of a place in one expression, each a group of its own: one pass tells which is where. */
function combined(patterns: readonly Pattern[]) {
  const expression = new RegExp(patterns.map(({ source }, index) => `(?<p${index}>${source})`).join("|"), "gim");
  return (text: string): Pattern[] => {
    const found = new Set<Pattern>();
    for (const { groups = {} } of text.matchAll(expression)) {
      const index = patterns.findIndex((_, at) => groups[`p${at}`] !== undefined);
      const pattern = patterns[index];
      if (pattern) found.add(pattern);
    }
    return [...found];
  };
}

const everywhere = PATTERNS.filter(({ place }) => place === undefined);
const anywhere = combined(everywhere);
const inPath = combined([...PATTERNS.filter(({ place }) => place === "path"), ...everywhere]);
const inAgent = combined([...PATTERNS.filter(({ place }) => place === "agent"), ...everywhere]);

/** Letters, digits and what joins them: what nearly every value is made of, and no pattern. */
const HARMLESS = /^(?!.*\.\.)[\w .:/+=@,-]*$/;
const ENDS_A_PATH = /[.]|^\/(?!v1\/|docs$|health$|ready$)/;
const SPACED_WORDS =
  /union|cmdshell|\.exe|waitfor|schema|catalog|sqlite|script|169\.|proto|into|etc\/|proc\/|bin\/|dev\/|:\/\//i;
const isHarmless = (text: string): boolean => HARMLESS.test(text) && !SPACED_WORDS.test(text);

/** The patterns found in a request. @param body as parsed; undefined where it could not be */
export function detect(event: APIGatewayProxyEventV2, body: unknown): Finding[] {
  const found = new Map<Pattern, Finding>();
  let left = MOST_CHARACTERS;
  const look = (place: Place, text: string, patterns = anywhere) => {
    if (left <= 0 || text === "") return;
    const part = text.slice(0, left);
    left -= part.length;
    for (const pattern of patterns(part)) if (!found.has(pattern)) found.set(pattern, { pattern, place });
  };
  const path = decoded(event.rawPath);
  if (!isHarmless(path) || ENDS_A_PATH.test(path)) look("path", path, inPath);
  if (event.rawQueryString !== "") {
    const query = decoded(event.rawQueryString.replaceAll("+", " "));
    if (!isHarmless(query.replaceAll("&", " "))) look("query", query);
  }
  for (const [name, value] of Object.entries(event.headers)) {
    if (value === undefined || PASSED_OVER.has(name)) continue;
    if (name === "user-agent") look("header", value, inAgent);
    else if (!isHarmless(value)) look("header", value);
  }
  eachText(body, (text) => {
    if (!isHarmless(text)) look("body", text);
  });
  return [...found.values()];
}

/** As it reads once decoded, twice where somebody has hidden it twice; with what it was before, where that differs. */
function decoded(text: string): string {
  let reading = text;
  for (let round = 0; round < 2 && reading.includes("%"); round++) {
    try {
      reading = decodeURIComponent(reading);
    } catch {
      return `${text}\n${reading}`;
    }
  }
  return reading === text ? text : `${reading}\n${text}`;
}

function eachText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === "string") visit(value);
  else if (typeof value === "object" && value !== null)
    for (const [key, one] of Object.entries(value)) {
      if (!Array.isArray(value)) visit(key);
      eachText(one, visit);
    }
}
