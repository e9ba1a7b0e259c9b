import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Log } from "@hostwright/core/kernel";
import { LOCATIONS } from "@hostwright/local/demo/site";
import { relayConfig } from "@hostwright/local/system/relay-config";
import type { Secrets } from "@hostwright/local/system/settings";
import { loadConfig } from "@hostwright/relay/config";
import { type Relay, startRelay } from "@hostwright/relay/relay";
import type { Proxmox } from "@hostwright/testbed/proxmox/index";

interface Surroundings {
  testbeds: ReadonlyMap<string, Proxmox>;
  cloudUrl: string;
  secrets: Secrets;
  clock: Clock;
  log: Log;
}

/** The relays of a test system, by `<location>-<number>`; each reads its configuration as its process would. */
export class Relays {
  readonly #around: Surroundings;
  readonly #running = new Map<string, Relay>();
  readonly #folder = mkdtempSync(join(tmpdir(), "hostwright-test-relays-"));

  constructor(around: Surroundings) {
    this.#around = around;
  }

  start(name: string): void {
    const { testbeds, cloudUrl, secrets, clock, log } = this.#around;
    const location = LOCATIONS.find((one) => name.startsWith(`${one.name}-`));
    const proxmox = location && testbeds.get(location.name);
    if (!proxmox) throw new Error(`no location of relay ${name}`);
    const { url, fingerprint } = proxmox;
    const file = join(this.#folder, `${name}.json`);
    const config = relayConfig({ name: `relay-${name}`, location, cloudUrl, proxmox: { url, fingerprint }, secrets });
    writeFileSync(file, JSON.stringify(config));
    const settings = loadConfig({ HOSTWRIGHT_RELAY_CONFIG: file });
    this.#running.set(
      name,
      startRelay(settings, log.with({ relay: name }), () => undefined, clock),
    );
  }

  async stop(name: string): Promise<void> {
    const relay = this.#running.get(name);
    this.#running.delete(name);
    await relay?.stop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
