import type { Clock } from "@hostwright/core/kernel/clock";
import type { ScheduleSpec } from "../cloud-options.ts";
import { type Database, statement } from "../store/database.ts";
import { atTime } from "../timer.ts";
import type { Deliveries } from "./deliveries.ts";

const planned = statement(
  "schedule.plan",
  `insert into cloud.schedule (name, next_at) values ($1, $2)
   on conflict (name) do update set next_at = least(schedule.next_at, excluded.next_at) returning next_at`,
);
const moved = statement("schedule.move", "update cloud.schedule set next_at = $2 where name = $1");

/**
 * Invokes functions at regular intervals. Turns missed while nothing ran are made up for by one, at once; a turn that
 * comes while the last one still waits or runs is left out.
 */
export class Schedules {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #deliveries: Deliveries;
  readonly #timers = new Map<string, () => void>();

  constructor(database: Database, clock: Clock, deliveries: Deliveries) {
    this.#database = database;
    this.#clock = clock;
    this.#deliveries = deliveries;
  }

  async start(specs: readonly ScheduleSpec[]): Promise<void> {
    for (const spec of specs) {
      const first = this.#clock.now().getTime() + spec.everySeconds * 1000;
      const [row] = await this.#database.rows<{ next_at: number }>(planned, [spec.name, first]);
      this.#plan(spec, row?.next_at ?? first);
    }
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  #plan(spec: ScheduleSpec, at: number): void {
    const cancel = atTime(this.#clock, at, () => void this.#fire(spec, at));
    this.#timers.set(spec.name, cancel);
  }

  async #fire(spec: ScheduleSpec, at: number): Promise<void> {
    const period = spec.everySeconds * 1000;
    const now = this.#clock.now().getTime();
    const next = at + Math.max(1, Math.floor((now - at) / period) + 1) * period;
    await this.#database.persist(`schedule ${spec.name}`, async () => {
      const target = JSON.stringify({ function: spec.function });
      // Delivered before the next turn is written down: a kill in between repeats the turn rather than losing it.
      await this.#deliveries.add([{ key: `schedule ${spec.name}`, target, payload: spec.payload ?? {} }]);
      await this.#database.run(moved, [spec.name, next]);
    });
    this.#plan(spec, next);
  }
}
