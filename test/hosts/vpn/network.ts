import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../../system/clock.ts";

const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);

/** How the cloud is called at the other end: one of the few names its AWS protocols answer to. */
export const CLOUD_NAME = "host.docker.internal";
export const CLOUD_ADDRESS = "10.77.0.1";
const SITE_ADDRESS = "10.77.0.2";

interface End {
  namespace: string;
  /** The line outside, and the tunnel over it. */
  line: string;
  tunnel: string;
  inside: string;
  peer: { inside: string; line: string };
}

/** Two network namespaces with a line between them, and over the line WireGuard: the only way from one to the other. */
export class Vpn {
  readonly cloud = "hw-vpn-cloud";
  readonly site = "hw-vpn-site";
  readonly #daemons: ChildProcess[] = [];
  readonly #ends: [End, End];

  constructor() {
    const [near, far] = [`wgc${process.pid}`, `wgs${process.pid}`];
    this.#ends = [
      {
        ...{ namespace: this.cloud, line: "192.0.2.1", tunnel: near, inside: CLOUD_ADDRESS },
        peer: { inside: SITE_ADDRESS, line: "192.0.2.2" },
      },
      {
        ...{ namespace: this.site, line: "192.0.2.2", tunnel: far, inside: SITE_ADDRESS },
        peer: { inside: CLOUD_ADDRESS, line: "192.0.2.1" },
      },
    ];
  }

  async open(folder: string): Promise<void> {
    await this.#remove();
    for (const { namespace } of this.#ends) await ip("netns", "add", namespace);
    await ip(
      ...["-n", this.cloud, "link", "add", "line", "type", "veth"],
      ...["peer", "name", "line", "netns", this.site],
    );
    for (const end of this.#ends) {
      await ip("-n", end.namespace, "link", "set", "lo", "up");
      await ip("-n", end.namespace, "address", "add", `${end.line}/30`, "dev", "line");
      await ip("-n", end.namespace, "link", "set", "line", "up");
    }
    const keys = await Promise.all(this.#ends.map(() => keyPair()));
    for (const [index, end] of this.#ends.entries()) {
      const [own, other] = [keys[index], keys[1 - index]];
      if (!own || !other) throw new Error("no keys");
      const file = join(folder, end.tunnel);
      writeFileSync(file, own.secret, { mode: 0o600 });
      await this.#tunnel(end, file, other.open);
    }
    mkdirSync(`/etc/netns/${this.site}`, { recursive: true });
    writeFileSync(`/etc/netns/${this.site}/hosts`, `127.0.0.1 localhost\n${CLOUD_ADDRESS} ${CLOUD_NAME}\n`);
  }

  async #tunnel(end: End, keyFile: string, peerKey: string): Promise<void> {
    const inside = ["netns", "exec", end.namespace, "wireguard-go", "--foreground", end.tunnel];
    // Nobody else would end it if this process were killed.
    const daemon = spawn("setpriv", ["--pdeathsig", "KILL", "ip", ...inside], {
      stdio: "ignore",
      env: { ...process.env, LOG_LEVEL: "error" },
    });
    this.#daemons.push(daemon);
    const peer = ["peer", peerKey, "allowed-ips", `${end.peer.inside}/32`, "endpoint", `${end.peer.line}:51820`];
    const set = ["set", end.tunnel, "listen-port", "51820", "private-key", keyFile, ...peer];
    await until(`the tunnel ${end.tunnel}`, async () => {
      if (daemon.exitCode !== null) throw new Error(`wireguard-go ended with ${daemon.exitCode}`);
      return run("wg", [...set, "persistent-keepalive", "1"]).catch(() => undefined);
    });
    await ip("-n", end.namespace, "address", "add", `${end.inside}/24`, "dev", end.tunnel);
    await ip("-n", end.namespace, "link", "set", end.tunnel, "mtu", "1420", "up");
  }

  async cut(): Promise<void> {
    await ip("-n", this.cloud, "link", "set", "line", "down");
  }

  async restore(): Promise<void> {
    await ip("-n", this.cloud, "link", "set", "line", "up");
  }

  async close(): Promise<void> {
    for (const daemon of this.#daemons) {
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      if (daemon.exitCode === null && daemon.kill()) await ended;
    }
    await this.#remove();
  }

  /** Also what a killed run has left. */
  async #remove(): Promise<void> {
    for (const { namespace } of this.#ends) await ip("netns", "delete", namespace).catch(() => undefined);
    rmSync(`/etc/netns/${this.site}`, { recursive: true, force: true });
  }
}

async function keyPair(): Promise<{ secret: string; open: string }> {
  const secret = (await run("wg", ["genkey"])).stdout.trim();
  const made = run("wg", ["pubkey"]);
  made.child.stdin?.end(`${secret}\n`);
  return { secret, open: (await made).stdout.trim() };
}
