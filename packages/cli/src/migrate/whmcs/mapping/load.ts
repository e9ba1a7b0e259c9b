import { readFile } from "node:fs/promises";
import { type Document, isMap, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type Mapping, mappingSchema } from "./schema.ts";

/** What is wrong with a mapping file, and where. */
export interface MappingProblem {
  /** From 1; undefined where the file as a whole is meant. */
  line: number | undefined;
  reason: string;
}

export class MappingError extends Error {
  override readonly name = "MappingError";
  readonly problems: MappingProblem[];

  constructor(file: string, problems: MappingProblem[]) {
    super(problems.map(({ line, reason }) => `${file}${line === undefined ? "" : `:${line}`}: ${reason}`).join("\n"));
    this.problems = problems;
  }
}

/** @throws MappingError */
export async function loadMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MappingError(file, [{ line: undefined, reason: `cannot be read: ${reason}` }]);
  });
  return parseMapping(text, file);
}

/** @param file names the text in messages. @throws MappingError naming every problem with its line */
export function parseMapping(text: string, file: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, reason: message }));
    throw new MappingError(file, problems);
  }
  const parsed = mappingSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(problemsOf);
    throw new MappingError(
      file,
      problems.map(({ path, reason }) => ({ line: lineOf(document, lines, path), reason })),
    );
  }
  const wrongZone = parsed.data.timezone !== undefined && !isTimeZone(parsed.data.timezone);
  if (wrongZone) {
    const reason = `timezone: there is no time zone ${parsed.data.timezone}`;
    throw new MappingError(file, [{ line: lineOf(document, lines, ["timezone"]), reason }]);
  }
  return parsed.data;
}

interface Located {
  path: PropertyKey[];
  reason: string;
}

/** Of a union, the reasons of the branch that came furthest; of unknown keys, one problem each. */
function problemsOf(issue: z.core.$ZodIssue): Located[] {
  const at = (path: PropertyKey[], reason: string) => ({
    path,
    reason: path.length === 0 ? reason : `${path.map(String).join(".")}: ${reason}`,
  });
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => at([...issue.path, key], "no such key here"));
  }
  if (issue.code === "invalid_key") {
    return [at(issue.path, issue.issues[0]?.message ?? issue.message)];
  }
  if (issue.code === "invalid_union") {
    const branches = issue.errors.map((issues) =>
      issues.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] })),
    );
    const deepest = branches.toSorted((a, b) => depth(b) - depth(a))[0];
    if (deepest && deepest.length > 0 && depth(deepest) > issue.path.length) return deepest;
    return [at(issue.path, "is none of the forms that are possible here")];
  }
  return [at(issue.path, issue.message)];
}

const depth = (problems: Located[]) => Math.max(0, ...problems.map(({ path }) => path.length));

/** The line of the key that `path` names, or of the nearest one above it. Keys such as `12` are numbers to YAML. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const name of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => String(key) === String(name)) : undefined;
    if (!pair) break;
    if (isNode(pair.key) && pair.key.range) offset = pair.key.range[0];
    node = pair.value;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
