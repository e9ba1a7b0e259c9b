import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../system/clock.ts";

const run = promisify(execFile);

/** Somebody with a key of their own, who stands in a network namespace. */
export class Person {
  readonly #folder = mkdtempSync(join(tmpdir(), "hostwright-test-ssh-"));
  readonly #namespace: string;
  /** As it is given in an order. */
  publicKey = "";

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  async makeKey(): Promise<void> {
    const file = join(this.#folder, "key");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ada@example.com", "-f", file]);
    this.publicKey = readFileSync(`${file}.pub`, "utf8").trim();
  }

  /** What a command says on the host that has that address, once it lets us in. Its host key is kept at first sight. */
  on(address: string, command: string): Promise<string> {
    return until(`ssh to ${address}`, () => this.#once(address, command), 45_000);
  }

  async #once(address: string, command: string): Promise<string | undefined> {
    const options = {
      StrictHostKeyChecking: "accept-new",
      UserKnownHostsFile: join(this.#folder, "known_hosts"),
      HashKnownHosts: "no",
      BatchMode: "yes",
      ConnectTimeout: "2",
      LogLevel: "ERROR",
    };
    const settings = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    const ssh = ["ssh", "-n", "-i", join(this.#folder, "key"), ...settings, `root@${address}`, command];
    try {
      return (await run("ip", ["netns", "exec", this.#namespace, ...ssh])).stdout.trim();
    } catch (error) {
      // 255: ssh itself, which has not got in yet; anything else is the command's own.
      const refused = error instanceof Error && "code" in error && error.code === 255;
      if (!refused || String(error).includes("IDENTIFICATION HAS CHANGED")) throw error;
      return undefined;
    }
  }

  /** The host key that was kept for an address. */
  hostKey(address: string): string {
    const lines = readFileSync(join(this.#folder, "known_hosts"), "utf8").split("\n");
    const line = lines.find((one) => one.startsWith(`${address} ssh-ed25519 `));
    if (!line) throw new Error(`no host key of ${address}`);
    return line;
  }

  forgetHostKeys(): void {
    rmSync(join(this.#folder, "known_hosts"), { force: true });
  }

  leave(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
