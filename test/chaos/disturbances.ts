import { Client } from "pg";
import { MINUTE } from "../system/clock.ts";
import type { TestSystem } from "../system.ts";
import type { Disturbance, Plan } from "./plan.ts";
import type { RelayFleet } from "./relay-fleet.ts";
import type { ChaosTime } from "./time.ts";

/** The relay that nobody disturbs: its memory is watched over the whole run. */
export const STEADY = "fra1-2";
const KILLED = ["fra1-1", "hel1-1"] as const;
const TWIN = "hel1-2";

/** Does to the system what the plan says, one thing after another; what lasts is ended by itself. */
export class Disturbances {
  readonly counts: Record<string, number> = {};
  readonly #parts: { system: TestSystem; time: ChaosTime; fleet: RelayFleet; postgresUrl: string };
  readonly #left: Plan["disturbances"];
  readonly #lasting = new Set<Promise<void>>();
  readonly #end = new AbortController();
  #tail: Promise<void> = Promise.resolve();
  #kills = 0;

  constructor(plan: Plan, parts: { system: TestSystem; time: ChaosTime; fleet: RelayFleet; postgresUrl: string }) {
    this.#left = [...plan.disturbances];
    this.#parts = parts;
  }

  /** Sets off what is due by now. @param begun how many operations have begun */
  due(begun: number): void {
    while (this.#left[0] && this.#left[0].after <= begun) {
      const { what } = this.#left.shift() ?? {};
      if (what) this.#tail = this.#tail.then(() => this.#disturb(what));
    }
  }

  /** Ends what lasts; everything is as it should be then. Throws what a disturbance did not survive. */
  async over(): Promise<void> {
    this.#left.length = 0;
    await this.#tail;
    this.#end.abort();
    await Promise.all(this.#lasting);
  }

  async #disturb(what: Disturbance): Promise<void> {
    this.counts[what.kind] = (this.counts[what.kind] ?? 0) + 1;
    const { system, time, fleet } = this.#parts;
    switch (what.kind) {
      case "kill_relay": {
        const name = KILLED[this.#kills++ % KILLED.length] ?? KILLED[0];
        await fleet.kill(name);
        return this.#later((this.#kills % 5) * 10_000, () => fleet.start(name));
      }
      case "twin":
        await fleet.start(TWIN);
        return this.#later(what.minutes * MINUTE, () => fleet.kill(TWIN));
      case "restart_control":
        return system.restartControl();
      case "cut_database":
        return this.#cutDatabase();
      case "leap":
        return time.jump(what.minutes * MINUTE);
      case "node_gone":
      case "storage_full": {
        const { faults } = system.testbed(what.node.split("-")[0]);
        const { kind: effect, node } = what;
        const id = faults.inject(effect === "node_gone" ? { effect, node } : { effect, storage: "local-lvm", node });
        return this.#later(what.seconds * 1000, async () => faults.clear(id));
      }
    }
  }

  #later(ms: number, act: () => Promise<void>): void {
    const lasting = Promise.race([this.#parts.time.sleep(ms), this.#ended()])
      .then(act)
      .finally(() => this.#lasting.delete(lasting));
    this.#lasting.add(lasting);
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#end.signal.aborted) resolve();
      this.#end.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Every connection of the system to its database, as when PostgreSQL fails over. */
  async #cutDatabase(): Promise<void> {
    const client = new Client({ connectionString: this.#parts.postgresUrl });
    await client.connect();
    const name = new URL(this.#parts.system.databaseUrl).pathname.slice(1);
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    await client.end();
  }
}
