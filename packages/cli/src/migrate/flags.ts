import { parseArgs } from "node:util";
import { KINDS, type Kind } from "@hostwright/core/migration";
import type { SourceFlags } from "./source.ts";

/** How the command was called does not make sense; the message is all there is to say. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

export interface Flags extends Partial<SourceFlags> {
  target?: string;
  /** Where files are kept: `file:///directory` or `s3://bucket/prefix`. */
  objects?: string;
  dryRun: boolean;
  only?: Kind[];
  since?: string;
  json: boolean;
  yes: boolean;
  resume: boolean;
  allowSetAside: boolean;
  /** Keep a plan for operators to look at. */
  record: boolean;
  run?: string;
  all: boolean;
  /** Endpoints to look at beside: `name=https://host:8006[#fingerprint]`. */
  proxmox: string[];
  /** What is no flag: the row to trace. */
  rest: string[];
}

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

/** @throws FlagError */
export function parseFlags(args: string[]): Flags {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        source: text,
        target: text,
        objects: text,
        mapping: text,
        "source-timezone": text,
        attachments: text,
        "cc-encryption-hash": text,
        "dry-run": flag,
        only: text,
        since: text,
        json: flag,
        yes: flag,
        resume: flag,
        "allow-set-aside": flag,
        record: flag,
        run: text,
        all: flag,
        proxmox: { type: "string", multiple: true, default: [] },
      },
    });
    const given = {
      source: values.source ?? process.env.HOSTWRIGHT_MIGRATE_SOURCE,
      target: values.target,
      objects: values.objects ?? process.env.HOSTWRIGHT_OBJECTS_URL,
      mapping: values.mapping,
      timezone: values["source-timezone"],
      attachments: values.attachments,
      encryptionHash: values["cc-encryption-hash"] ?? process.env.HOSTWRIGHT_MIGRATE_CC_ENCRYPTION_HASH,
      only: values.only === undefined ? undefined : kindsOf(values.only),
      since: values.since,
      run: values.run,
    };
    return {
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      dryRun: values["dry-run"],
      json: values.json,
      yes: values.yes,
      resume: values.resume,
      allowSetAside: values["allow-set-aside"],
      record: values.record,
      all: values.all,
      proxmox: values.proxmox,
      rest: positionals,
    };
  } catch (error) {
    if (error instanceof FlagError) throw error;
    throw new FlagError(error instanceof Error ? error.message : String(error));
  }
}

/** Outside, tenants are called what the source calls them. */
export const shownKind = (kind: Kind): string => (kind === "tenants" ? "clients" : kind);
const SHOWN = new Map<string, Kind>([...KINDS.map((kind) => [shownKind(kind), kind] as const), ["tenants", "tenants"]]);

function kindsOf(list: string): Kind[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => {
      const kind = SHOWN.get(name);
      if (!kind) throw new FlagError(`--only: there is no '${name}'; there are ${KINDS.map(shownKind).join(", ")}`);
      return kind;
    });
}
