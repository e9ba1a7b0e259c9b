import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";

export interface ProcessSpec {
  name: string;
  /** A script for this Node. */
  script: string;
  args?: string[];
  environment?: Record<string, string>;
  directory?: string;
  logFile: string;
  /** Settles when the process can be used; without it, its first IPC message says so. */
  ready?: (signal: AbortSignal) => Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
const STOP_MS = 15_000;

/** A process that is started again whenever it ends by itself, later and later while it keeps ending. */
export class Supervised {
  readonly name: string;
  readonly #spec: ProcessSpec;
  readonly #log: WriteStream;
  readonly #onChange: () => void;
  #child: ChildProcess | undefined;
  #stopping = false;
  #delay = FIRST_DELAY_MS;
  #restart: NodeJS.Timeout | undefined;
  /** The first thing it said on its IPC channel since its last start. */
  greeting: unknown;

  constructor(spec: ProcessSpec, onChange: () => void) {
    this.name = spec.name;
    this.#spec = spec;
    this.#onChange = onChange;
    this.#log = createWriteStream(spec.logFile, { flags: "a" });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it; resolves when it is ready. @throws Error when it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.#spec.script, ...(this.#spec.args ?? [])], {
      cwd: this.#spec.directory,
      env: { ...process.env, NO_COLOR: "1", ...this.#spec.environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A Ctrl-C in the terminal reaches us alone; we then end our processes in order.
      detached: process.platform !== "win32",
    });
    this.#child = child;
    child.stdout?.pipe(this.#log, { end: false });
    child.stderr?.pipe(this.#log, { end: false });
    this.#onChange();
    const ended = new AbortController();
    child.once("exit", (code, signal) => {
      ended.abort(new Error(`${this.name} ended (${signal ?? code}); its log: ${this.#spec.logFile}`));
      this.#onExit(child);
    });
    await Promise.race([this.#ready(child, ended.signal), rejectOnAbort(ended.signal)]);
    this.#delay = FIRST_DELAY_MS;
  }

  #ready(child: ChildProcess, signal: AbortSignal): Promise<void> {
    if (this.#spec.ready) return this.#spec.ready(signal);
    return new Promise((resolve) =>
      child.once("message", (message) => {
        this.greeting = message;
        resolve();
      }),
    );
  }

  #onExit(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined;
    if (this.#stopping) return;
    this.#log.write(`${this.name} ended; started again in ${this.#delay} ms\n`);
    this.#restart = setTimeout(() => {
      this.start().catch((error: unknown) => this.#log.write(`${String(error)}\n`));
    }, this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
  }

  /** Ends it: asks first, and kills what does not follow. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.kill("SIGTERM");
      await exited;
      clearTimeout(killer);
    }
    this.#log.end();
  }
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
