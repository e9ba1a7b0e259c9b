import { readdirSync } from "node:fs";
import type { Command, Query } from "@hostwright/core/kernel";
import { apis } from "./manifest.ts";
import type { Route } from "./route.ts";

export interface Operation {
  operation: Route["operation"];
  /** None: it is reached from the command line, from schedules or from events alone. */
  routes: Route[];
}

const CORE = new URL("../../core/src/", import.meta.url);

const isOperation = (value: unknown): value is Command | Query =>
  typeof value === "object" && value !== null && "kind" in value && "permission" in value && "run" in value;

/** Every command and query that the contexts show, by name, with its routes: for the permission table and its tests. */
export async function allOperations(): Promise<Operation[]> {
  const found = new Map<string, Operation>();
  const add = (operation: Route["operation"]) => {
    const known = found.get(operation.name);
    if (known) return known;
    const made: Operation = { operation, routes: [] };
    found.set(operation.name, made);
    return made;
  };
  for (const entry of readdirSync(CORE, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === "kernel") continue;
    const context: Record<string, unknown> = await import(new URL(`${entry.name}/index.ts`, CORE).href);
    for (const value of Object.values(context)) if (isOperation(value)) add(value);
  }
  for (const route of Object.values(apis).flat()) add(route.operation).routes.push(route);
  return [...found.values()].sort((a, b) => (a.operation.name < b.operation.name ? -1 : 1));
}
