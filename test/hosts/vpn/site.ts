import { LOCATIONS, siteOf } from "@hostwright/local/demo/site";
import type { Secrets } from "@hostwright/local/system/settings";
import { startProxmox } from "@hostwright/testbed/proxmox/index";
import { passTime } from "../../system/clock.ts";
import { answer, PACE, settings } from "./answer.ts";

/** The Proxmox VE of fra1. */
const { secrets } = settings<{ secrets: Secrets }>();
const location = LOCATIONS.find(({ name }) => name === "fra1");
if (!location) throw new Error("no fra1");
const time = passTime(PACE);
const proxmox = await startProxmox({ site: siteOf(location, secrets), clock: time.clock });

answer(
  {
    where: () => ({ url: proxmox.url, fingerprint: proxmox.fingerprint }),
    vms: () =>
      proxmox.cluster
        .vms()
        .filter((vm) => vm.options.template !== 1)
        .map((vm) => ({ vmid: vm.vmid, running: vm.process !== undefined, options: vm.options })),
    volumes: () => proxmox.cluster.volumes().filter((volume) => /vm-(?!90\d\d-)\d+-/.test(volume.volid)).length,
  },
  async () => {
    time.stop();
    await proxmox.stop();
  },
);
