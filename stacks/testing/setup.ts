import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Synth, synthesise } from "./synth.ts";

declare module "vitest" {
  export interface ProvidedContext {
    synth: Synth;
  }
}

/** One synthesis for all tests of the tier: it takes a quarter of a minute. */
export default async function setup(project: TestProject): Promise<() => void> {
  const work = mkdtempSync(join(tmpdir(), "hostwright-stacks-"));
  project.provide("synth", await synthesise(work));
  return () => rmSync(work, { recursive: true, force: true });
}
