import { z } from "zod";

/**
 * Gives a VM back the size and the network card our records have for it, whatever it is doing: what a running VM cannot
 * take at once is pending until it is next stopped. First boot does not depend on any of it.
 */
export const reapplyJob = z.object({
  server: z.string(),
  endpoint: z.string(),
  vmid: z.number().int(),
  mark: z.string(),
  cores: z.number().int(),
  memory_mb: z.number().int(),
  nic: z.object({
    mac: z.string(),
    bridge: z.string(),
    vlan: z.number().int().nullable(),
    mtu: z.number().int().nullable(),
    rate_mbit: z.number().int().nullable(),
  }),
});

export const reconcileJobs = { "reconcile.reapply": reapplyJob } as const;
export const reconcileResults = {
  /** `changed`: names of what was set; none: it was as it should be already. */
  "reconcile.reapply": z.object({ node: z.string(), changed: z.array(z.string()) }),
} as const;
