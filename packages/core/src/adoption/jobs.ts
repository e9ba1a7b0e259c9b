import { z } from "zod";

/** The jobs by which a VM that was made elsewhere becomes ours, and stops being so. `mark`: `hostwright:srv_…`. */
const vm = {
  server: z.string(),
  endpoint: z.string(),
  vmid: z.number().int().min(100).max(999_999_999),
  mark: z.string(),
};

/** Appends our mark to the VM's description and changes nothing else. Finding it there is success; another's is a refusal. */
export const adoptJob = z.object(vm);

/** Takes our mark out of the description again, and changes nothing else. Not finding the VM or the mark is success. */
export const disownJob = z.object(vm);

/** What a VM is, beside what the records of the system it comes from say. */
export const seenVm = z.object({
  node: z.string(),
  power: z.enum(["running", "stopped"]),
  name: z.string(),
  cores: z.number().int(),
  memory_mb: z.number().int(),
  /** Of all its disks together. */
  disk_gb: z.number().int(),
  /** Of its network cards, upper case, in their order. */
  macs: z.array(z.string()),
  bridge: z.string().nullable(),
  vlan: z.number().int().nullable(),
  /** As cloud-init gives them; empty where it does not say. */
  addresses: z.array(z.string()),
});
export type SeenVm = z.output<typeof seenVm>;

export const adoptionJobs = { "adoption.adopt": adoptJob, "adoption.disown": disownJob } as const;
export const adoptionResults = {
  "adoption.adopt": seenVm,
  "adoption.disown": z.object({ existed: z.boolean() }),
} as const;
