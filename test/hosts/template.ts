import { template } from "@hostwright/testbed/proxmox/backend/nspawn/index";
import { HOSTS, lacking } from "./machine.ts";

/** Makes the Debian that guests start from before any test's time runs. */
export default async function setup(): Promise<void> {
  if (lacking("booting")) return;
  await template(HOSTS, (line) => console.log(line));
}
