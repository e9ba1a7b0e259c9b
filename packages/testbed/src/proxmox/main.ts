import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type GuestBackend, stateOnly } from "./backend/guest-backend.ts";
import { openNspawn } from "./backend/nspawn/index.ts";
import type { FaultSpec } from "./index.ts";
import { type Proxmox, parseFault, type SiteSpec, startProxmox } from "./index.ts";

/**
 *   npm run testbed:proxmox -- --port N --token 'user@realm!id=secret' [--nodes a,b] [--speed X] [--state file]
 *                              [--site site.json] [--fault effect:key=value,…]…
 *                              [--backend nspawn [--hosts .data/hosts] [--name site]]
 *
 * Prints `ready https://…` and the fingerprint, and ends on SIGTERM, SIGINT, or when the process that started it with an
 * IPC channel is gone.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8006" },
    token: { type: "string", multiple: true, default: [] },
    nodes: { type: "string", default: "pve1" },
    speed: { type: "string", default: "1" },
    state: { type: "string" },
    site: { type: "string" },
    backend: { type: "string", default: "state" },
    hosts: { type: "string", default: ".data/hosts" },
    name: { type: "string", default: "testbed" },
    fault: { type: "string", multiple: true, default: [] },
  },
});

/** Nodes with room for a few hundred small servers, and one template on each. */
function plainSite(nodes: string[]): SiteSpec {
  return {
    nodes: nodes.map((name) => ({
      name,
      cpus: 64,
      memory_mb: 512 * 1024,
      storages: [
        { id: "local-lvm", size_gb: 8192, content: "images,rootdir" },
        { id: "local", size_gb: 1024, content: "backup,iso,vztmpl" },
      ],
      bridges: ["vmbr0"],
    })),
    templates: nodes.map((node, index) => ({
      vmid: 9000 + index,
      node,
      name: "debian-13",
      storage: "local-lvm",
      disk_gb: 4,
    })),
  };
}

function siteOf(): SiteSpec {
  const site: SiteSpec = values.site
    ? JSON.parse(readFileSync(values.site, "utf8"))
    : plainSite(values.nodes.split(","));
  const tokens = values.token.map((text) => {
    const [, id, secret] = /^([^=]+@[^=]+![^=]+)=(.+)$/.exec(text) ?? [];
    if (!id || !secret) throw new Error(`--token ${text}: expected user@realm!id=secret`);
    return { id, secret, privileges: "Administrator" };
  });
  return { ...site, tokens: [...(site.tokens ?? []), ...tokens] };
}

/** A parent with an IPC channel may inject faults: `{inject: FaultSpec}`, `{clear: true}`. */
function obeyParent(proxmox: Proxmox): void {
  process.on("message", (message: { inject?: FaultSpec; clear?: true }) => {
    if (message.inject) process.send?.({ fault: proxmox.faults.inject(message.inject) });
    if (message.clear) proxmox.faults.clear();
  });
}

/** What is behind the machines; state only where this machine has no more to give. */
async function backendOf(): Promise<GuestBackend> {
  if (values.backend === "state") return stateOnly;
  if (values.backend !== "nspawn") throw new Error(`--backend ${values.backend}: expected state or nspawn`);
  if (!/^[a-z0-9-]{1,20}$/.test(values.name))
    throw new Error(`--name ${values.name}: expected letters, digits, dashes`);
  const opened = await openNspawn({ directory: values.hosts, name: values.name, progress: console.error });
  return "reason" in opened ? { ...stateOnly, summary: `${stateOnly.summary}: ${opened.reason}` } : opened;
}

function endWhenTold(proxmox: Proxmox): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    proxmox.stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  if (process.connected) process.on("disconnect", end);
}

try {
  const backend = await backendOf();
  const proxmox = await startProxmox({
    backend,
    site: siteOf(),
    port: Number(values.port),
    speed: Number(values.speed),
    log: (line) => console.error(line),
    ...(values.state ? { stateFile: values.state } : {}),
  });
  for (const text of values.fault) proxmox.faults.inject(parseFault(text));
  endWhenTold(proxmox);
  obeyParent(proxmox);
  console.log(backend.summary);
  console.log(`fingerprint ${proxmox.fingerprint}`);
  console.log(`ready ${proxmox.url}`);
  process.send?.({ ready: proxmox.url, fingerprint: proxmox.fingerprint });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
