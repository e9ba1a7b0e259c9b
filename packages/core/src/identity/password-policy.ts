import { invalidField } from "../kernel/index.ts";
import common from "./common-passwords.json" with { type: "json" };

/**
 * What NIST SP 800-63B and OWASP ask of passwords: long enough, and nobody's first guess. No rules on what they are made
 * of: those yield `Password1!`.
 */
const SHORTEST = 12;
const LONGEST = 1024;
/** As few different characters as a guess has that is typed with one finger. */
const FEWEST_CHARACTERS = 5;
/** Shorter parts of a name or address occur in anything. */
const SHORTEST_PART = 4;

/**
 * Common passwords, from the list of leaks in the npm package @zxcvbn-ts/language-common (MIT): `long` are those of twelve
 * characters and more, `cores` the words that the most frequent 20,000 are made of.
 */
const LONG = new Set(common.long.split(" "));
const CORES = new Set(common.cores.split(" "));

/** One spelling for what looks the same on two keyboards. */
export const normalized = (password: string): string => password.normalize("NFKC");

/** Why a password is not taken; undefined: it is. `about` is what a stranger knows of its owner. */
export function passwordProblem(password: string, about: { email: string; name: string }): string | undefined {
  const text = normalized(password);
  const characters = [...text];
  if (characters.length < SHORTEST) return `must have at least ${SHORTEST} characters`;
  if (characters.length > LONGEST) return `must have at most ${LONGEST} characters`;
  const lower = text.toLowerCase();
  if (new Set(lower).size < FEWEST_CHARACTERS) return "repeats too few characters";
  if (isSequence(lower) || LONG.has(lower) || CORES.has(coreOf(lower)) || isDoubled(lower))
    return "is among the first that are guessed; take a few words that have nothing to do with each other";
  const part = partsOf(about).find((one) => lower.includes(one));
  if (part) return `must not contain your name or address ('${part}')`;
  return undefined;
}

/** @throws AppError `invalid_input` that names the field */
export function requireGoodPassword(field: string, password: string, about: { email: string; name: string }): void {
  const problem = passwordProblem(password, about);
  if (problem) throw invalidField(field, problem);
}

/** What is left of `!!sunshine2026` when the usual trimmings are taken off. */
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");

/** `sunshinesunshine`: twice a word that everybody knows. */
function isDoubled(text: string): boolean {
  const core = coreOf(text);
  const half = core.slice(0, core.length / 2);
  return core === half + half && CORES.has(half);
}

/** Characters that follow each other all along: `abcdefghijkl`, `987654321098`. */
function isSequence(text: string): boolean {
  const steps = new Set<number>();
  for (let at = 1; at < text.length; at++) steps.add(step(text.charCodeAt(at - 1), text.charCodeAt(at)));
  return steps.size === 1;
}

/** From 9 to 0 and from 0 to 9 it goes on. */
function step(from: number, to: number): number {
  const [zero, nine] = [0x30, 0x39];
  if (from === nine && to === zero) return 1;
  if (from === zero && to === nine) return -1;
  return to - from;
}

function partsOf({ email, name }: { email: string; name: string }): string[] {
  const [mailbox = "", domain = ""] = normalized(email).toLowerCase().split("@");
  const words = [mailbox, ...mailbox.split(/[^\p{L}\p{N}]+/u), domain, ...normalized(name).toLowerCase().split(/\s+/)];
  return words.filter((one) => [...one].length >= SHORTEST_PART);
}
