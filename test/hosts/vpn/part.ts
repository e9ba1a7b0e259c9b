import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

/** A process in a network namespace that is asked things over its IPC channel; it ends with this one. */
export class Part {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #next = 1;
  readonly #exited: Promise<void>;

  constructor(namespace: string, script: string, settings: object) {
    const file = join(import.meta.dirname, script);
    this.#child = spawn("ip", ["netns", "exec", namespace, process.execPath, file, JSON.stringify(settings)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#exited = new Promise((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.on("message", (answer: Answer) => {
      const asked = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) asked?.resolve(answer.value);
      else asked?.reject(new Error(answer.error));
    });
    this.#child.once("exit", (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended (${signal ?? code})`));
    });
  }

  /** The first question is answered once the part is ready. */
  ask(what: string, argument: unknown = null): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, what, argument });
    });
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }
}
