import type { Clock } from "@hostwright/core/kernel/clock";
import type { Names } from "../aws/names.ts";
import { type Database, statement } from "../store/database.ts";
import { parseDefinition } from "./definition.ts";
import { invalidDefinition, invalidName, machineExists, noSuchMachine } from "./errors.ts";

export interface Machine {
  arn: string;
  name: string;
  /** As parsed: defaults filled in. */
  definition: string;
  /** As given. */
  source: string;
  roleArn: string;
  createdAt: number;
}

const all = statement("machines", "select arn, name, definition, role_arn, created_at from cloud.state_machine");
const save = statement(
  "machine.save",
  `insert into cloud.state_machine (arn, name, definition, role_arn, created_at) values ($1, $2, $3, $4, $5)
   on conflict (arn) do update set definition = excluded.definition, role_arn = excluded.role_arn`,
);
type Row = { arn: string; name: string; definition: string; role_arn: string; created_at: number };

export const isName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are not allowed
  /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/u.test(name);

/** The state machines there are, in memory too: only the owner of the schema changes them. */
export class Machines {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #machines = new Map<string, Machine>();

  constructor(database: Database, clock: Clock, names: Names) {
    this.#database = database;
    this.#clock = clock;
    this.#names = names;
  }

  async load(): Promise<void> {
    for (const row of await this.#database.rows<Row>(all, [])) this.#machines.set(row.arn, machineOf(row));
  }

  at(arn: string): Machine {
    const machine = this.#machines.get(arn);
    if (!machine) throw noSuchMachine(arn);
    return machine;
  }

  /** By name. */
  list(): Machine[] {
    return [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Creating the same again is a success; with another definition the name is taken. */
  async create(name: string, definition: string, roleArn: string): Promise<Machine> {
    const existing = this.#machines.get(this.#names.stateMachineArn(name));
    if (existing && existing.source === definition && existing.roleArn === roleArn) return existing;
    if (existing) throw machineExists(existing.arn);
    return this.put(name, definition, roleArn);
  }

  /** Creates or changes. Executions under way keep the definition they began with. */
  async put(name: string, definition: string, roleArn: string): Promise<Machine> {
    if (!isName(name)) throw invalidName(name);
    const arn = this.#names.stateMachineArn(name);
    const createdAt = this.#machines.get(arn)?.createdAt ?? this.#clock.now().getTime();
    const machine = machineOf({ arn, name, definition, role_arn: roleArn, created_at: createdAt });
    await this.#database.run(save, [arn, name, definition, roleArn, createdAt]);
    this.#machines.set(arn, machine);
    return machine;
  }
}

function machineOf(row: Row): Machine {
  let value: unknown;
  try {
    value = JSON.parse(row.definition);
  } catch {
    throw invalidDefinition(`INVALID_JSON_DESCRIPTION: ${row.name}`);
  }
  const parsed = parseDefinition(value);
  if ("problems" in parsed) throw invalidDefinition(`SCHEMA_VALIDATION_FAILED: ${row.name}: ${parsed.problems}`);
  return {
    arn: row.arn,
    name: row.name,
    definition: JSON.stringify(parsed.definition),
    source: row.definition,
    roleArn: row.role_arn,
    createdAt: row.created_at,
  };
}
