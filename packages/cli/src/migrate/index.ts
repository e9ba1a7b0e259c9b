import { system as systemActor } from "@hostwright/core/kernel/actor";
import { ConfigError } from "@hostwright/core/kernel/config";
import { newId } from "@hostwright/core/kernel/id";
import { MigrationRefused } from "@hostwright/core/migration";
import { installationUrl } from "../installation-url.ts";
import { isAdoptionStep } from "./adoption-steps.ts";
import { failureText } from "./failure.ts";
import { FlagError, type Flags, parseFlags } from "./flags.ts";
import { EXIT, load } from "./load.ts";
import { reconcile } from "./reconcile.ts";
import type { MigrationSource, SourceFlags } from "./source.ts";
import { status } from "./status.ts";
import { trace } from "./trace.ts";
import { undo } from "./undo.ts";

export const MIGRATE_USAGE = `hostwright migrate <system> <command> --source <address> [flags]

  inspect      what is there, what would become of it, and a proposed mapping file
  plan         what an apply would do; changes nothing
  apply        brings it over, and again what has changed since
  status       the runs so far
  reconcile    both sides' counts and checksums, and every row that differs
  trace <row>  what became of one row: trace tblhosting:123
  adopt, hand-over, hand-back, disown <row or server>, or --all
               marks a VM as ours; runs it here from now on; and the way back
  undo         takes away what a run brought (--run <id>, else the latest), where it has not been used since

  --source     mysql://user:password@host:port/database, or HOSTWRIGHT_MIGRATE_SOURCE; a read-only user will do
  --target     postgres://…; else the installation that npm start runs
  --objects    file:///directory or s3://bucket/prefix: where tickets' attachments are kept, or HOSTWRIGHT_OBJECTS_URL;
               else beside the installation that npm start runs
  --mapping    file of decisions (docs/migrate/whmcs.md)
  --source-timezone, --attachments <directory>, --cc-encryption-hash (or HOSTWRIGHT_MIGRATE_CC_ENCRYPTION_HASH)
  --proxmox <endpoint>=https://host:8006[#fingerprint]   plan, apply and reconcile look there too; the token
               (user@realm!id=secret, VM.Audit will do) in HOSTWRIGHT_PROXMOX_TOKEN
  --only clients,servers,…   these kinds, and those that they belong to
  --since <date>   --dry-run   --record (keeps a plan for the dashboard)   --resume   --allow-set-aside   --json   --yes

Ends with 0: done, or nothing to do; 2: refused, or rows were set aside; 1: an error.`;

/** One system to come from. */
export interface MigrationSystem {
  open(flags: SourceFlags): Promise<MigrationSource>;
  /** Commands of its own: `inspect`. Answers the exit code. */
  commands: Record<string, (flags: SourceFlags, options: { json: boolean; args: string[] }) => Promise<number>>;
}

type Command = (source: MigrationSource, target: string, flags: Flags) => Promise<number>;
/** These read the source. */
const WITH_SOURCE: Record<string, Command> = {
  plan: (source, target, flags) => load(source, target, flags, "plan"),
  apply: (source, target, flags) => load(source, target, flags, flags.dryRun ? "plan" : "apply"),
  reconcile,
  trace,
};
/** These look only here, at one source's runs if it is given. */
const WITHOUT: Record<string, (key: string | null, target: string, flags: Flags) => Promise<number>> = { status, undo };

/**
 * `hostwright migrate <system> <command> …`
 * @param defaultTarget the installation's database, asked for only where none is given
 * @returns the exit code
 */
export async function migrate(
  [system = "", name = "", ...args]: string[],
  systems: Record<string, MigrationSystem>,
  defaultTarget: () => string = installationUrl,
): Promise<number> {
  try {
    const from = systems[system];
    if (!from) throw new FlagError(MIGRATE_USAGE);
    const flags = parseFlags(args);
    const own = from.commands[name];
    if (own) return await own(sourceFlags(flags), { json: flags.json, args: flags.rest });
    const target = flags.target ?? defaultTarget();
    if (isAdoptionStep(name)) {
      const { openInstallation } = await import("../installation.ts");
      const { adoption } = await import("./adoption.ts");
      const { app, call } = openInstallation(
        { actor: systemActor("cli"), requestId: newId("req", new Date()) },
        target,
      );
      // Nothing is sent from here: what is in the outbox leaves with the running installation's next sweep.
      const quiet = { ...call, app: { ...app, deliver: async () => [] } };
      return await adoption(quiet, name, flags).finally(() => app.db.close());
    }
    const withSource = WITH_SOURCE[name];
    const without = WITHOUT[name];
    if (!withSource && !without) throw new FlagError(MIGRATE_USAGE);
    if (without && !flags.source) return await without(null, target, flags);
    const source = await from.open(sourceFlags(flags));
    try {
      return withSource ? await withSource(source, target, flags) : ((await without?.(source.key, target, flags)) ?? 1);
    } finally {
      await source.close();
    }
  } catch (error) {
    const refused = error instanceof MigrationRefused;
    console.error(error instanceof FlagError || error instanceof ConfigError ? error.message : failureText(error));
    return refused ? EXIT.refused : EXIT.error;
  }
}

function sourceFlags({ source, mapping, timezone, attachments, encryptionHash }: Flags): SourceFlags {
  if (!source) throw new FlagError("which source? --source mysql://user:password@host:port/database");
  const given = { mapping, timezone, attachments, encryptionHash };
  return { source, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
