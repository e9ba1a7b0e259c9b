import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@hostwright/core/kernel/clock";
import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { z } from "zod";
import { until } from "../test/system/clock.ts";
import { type Api, order, statusOf } from "./api.ts";

/**
 * Servers ordered as the system began, for what shows only of one that has run for minutes: averages, and a change
 * that no action explains.
 */
export type Early = Record<"measured" | "changed", { id: string; name: string }>;

/** `done`: one of them has other cores than recorded, as when staff had helped behind our back. */
export async function orderEarly(api: Api, directory: string): Promise<{ early: Early; done: Promise<void> }> {
  const early = { measured: await order(api, "e2e-measured"), changed: await order(api, "e2e-changed") };
  const { id, name } = early.changed;
  const running = async () => (await statusOf(api, id)) === "running" || undefined;
  const done = until(`${name} runs`, running, 120_000).then(() => changeCores(directory, name));
  // Whoever waits for it hears of a failure; until then it is nobody's.
  done.catch(() => undefined);
  return { early, done };
}

const relayFile = z.object({
  endpoints: z.array(
    z.object({ url: z.string(), fingerprint: z.string(), token_id: z.string(), token_secret: z.string() }),
  ),
});

async function changeCores(directory: string, name: string): Promise<void> {
  const file = readFileSync(join(directory, "relay-fra1.json"), "utf8");
  const [endpoint] = relayFile.parse(JSON.parse(file)).endpoints;
  if (!endpoint) throw new Error("the relay has no endpoint");
  const proxmox = new ProxmoxClient({ ...endpoint, clock: systemClock });
  const vms = await proxmox.read("GET /cluster/resources", { type: "vm" });
  const { node = "", vmid = 0 } = vms.find((vm) => vm.name === name) ?? {};
  await proxmox.write("PUT /nodes/{node}/qemu/{vmid}/config", { node, vmid, cores: 7 });
  await proxmox.close();
}
