import type { TestSystem } from "../system.ts";
import type { ChaosTime } from "./time.ts";

export interface Ended {
  id: string;
  command: string;
  status: string;
  error_code: string | null;
  leftovers: string[];
}

const EVERY_MS = 300;

/** Waits for the ends of many actions with one question to the database for all of them. */
export class Watch {
  readonly #system: TestSystem;
  readonly #time: ChaosTime;
  readonly #waiting = new Map<string, (ended: Ended) => void>();
  #stopped = false;

  constructor(system: TestSystem, time: ChaosTime) {
    this.#system = system;
    this.#time = time;
  }

  /** Resolves when the action ends, however long that takes. */
  end(action: string): Promise<Ended> {
    return new Promise((resolve) => this.#waiting.set(action, resolve));
  }

  waiting(): string[] {
    return [...this.#waiting.keys()];
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      await this.#time.sleep(EVERY_MS);
      if (this.#waiting.size === 0) continue;
      // The database may just be cut off; the next look finds what this one missed.
      for (const ended of await this.#look().catch(() => [])) {
        this.#waiting.get(ended.id)?.(ended);
        this.#waiting.delete(ended.id);
      }
    }
  }

  async #look(): Promise<Ended[]> {
    const rows = await this.#system.db
      .selectFrom("actions")
      .select(["id", "command", "status", "error_code", "leftovers"])
      .where("id", "in", this.waiting())
      .where("status", "!=", "running")
      .execute();
    return rows.map((row) => ({ ...row, leftovers: JSON.parse(String(row.leftovers)) }));
  }
}
