import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCATIONS } from "@hostwright/local/demo/site";
import { relayConfig } from "@hostwright/local/system/relay-config";
import type { TestSystem } from "../system.ts";
import { report } from "./relay-process.ts";
import type { ChaosTime, Follower } from "./time.ts";

export interface Weight {
  heap: number;
  resident: number;
}

/** A relay's process, as the rest of the test deals with it. */
class RelayProcess implements Follower {
  readonly receiving: Promise<void>;
  readonly exited: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (weight: Weight) => void>();
  #asked = 0;

  constructor(configuration: string, now: Date, error: (message: string, fields: object) => void) {
    const script = join(import.meta.dirname, "relay-process.ts");
    this.#child = fork(script, [configuration, now.toISOString()], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const receiving = Promise.withResolvers<void>();
    this.receiving = receiving.promise;
    this.exited = once(this.#child, "exit").then(() => {
      receiving.resolve();
      for (const answer of this.#answers.values()) answer({ heap: 0, resident: 0 });
      this.#answers.clear();
    });
    this.#child.on("message", (message) => {
      const told = report.parse(message);
      if (told.said === "receiving") receiving.resolve();
      else if (told.said === "error") error(told.message, told.fields);
      else this.#answer(told.id, told.said === "weight" ? told : { heap: 0, resident: 0 });
    });
  }

  async advance(ms: number): Promise<void> {
    await this.#ask({ do: "advance", ms });
  }

  async leap(ms: number): Promise<void> {
    await this.#ask({ do: "leap", ms });
  }

  weigh(): Promise<Weight> {
    return this.#ask({ do: "weigh" });
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #ask(order: object): Promise<Weight> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      if (!this.#child.connected) return resolve({ heap: 0, resident: 0 });
      this.#answers.set(id, resolve);
      this.#child.send({ ...order, id }, (failure) => failure && this.#answer(id, { heap: 0, resident: 0 }));
    });
  }

  #answer(id: number, weight: Weight): void {
    this.#answers.get(id)?.(weight);
    this.#answers.delete(id);
  }
}

/** The relays of a run, each a process. `fra1-1` is the first at fra1. */
export class RelayFleet {
  readonly #system: TestSystem;
  readonly #time: ChaosTime;
  readonly #error: (message: string, fields: object) => void;
  readonly #folder = mkdtempSync(join(tmpdir(), "hostwright-chaos-"));
  /** From the moment a start is asked for: what is asked of the same name meanwhile must not start another. */
  readonly #running = new Map<string, Promise<RelayProcess>>();

  constructor(system: TestSystem, time: ChaosTime, error: (message: string, fields: object) => void) {
    this.#system = system;
    this.#time = time;
    this.#error = error;
  }

  names(): string[] {
    return [...this.#running.keys()];
  }

  async start(name: string): Promise<void> {
    const running = this.#running.get(name) ?? this.#begin(name);
    this.#running.set(name, running);
    await running;
  }

  async #begin(name: string): Promise<RelayProcess> {
    const location = LOCATIONS.find((one) => name.startsWith(`${one.name}-`));
    if (!location) throw new Error(`no location of relay ${name}`);
    const { url, fingerprint } = this.#system.testbed(location.name);
    const site = { name: `relay-${name}`, location, cloudUrl: this.#system.control.cloud.url };
    const file = join(this.#folder, `${name}.json`);
    const { secrets } = this.#system;
    writeFileSync(file, JSON.stringify(relayConfig({ ...site, proxmox: { url, fingerprint }, secrets })));
    // It joins when it is up: no time passes for it before, so that it begins with the time of then.
    return this.#time.frozen(async () => {
      const starting = new RelayProcess(file, this.#time.clock.now(), this.#error);
      await starting.receiving;
      this.#time.followers.add(starting);
      return starting;
    });
  }

  async kill(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (!running) return;
    this.#running.delete(name);
    const relay = await running;
    this.#time.followers.delete(relay);
    await relay.kill();
  }

  async weigh(name: string): Promise<Weight | undefined> {
    return (await this.#running.get(name))?.weigh();
  }

  async stop(): Promise<void> {
    await Promise.all(this.names().map((name) => this.kill(name)));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
