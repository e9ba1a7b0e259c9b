import { z } from "zod";

const vm = { server: z.string(), endpoint: z.string(), vmid: z.number().int(), mark: z.string() };
const power = z.enum(["running", "stopped"]);

/** Brings a VM to another node of its cluster, online where it runs, with its local disks. Being there is success. */
export const moveJob = z.object({
  ...vm,
  /** Name of the node. */
  target: z.string(),
});

/** Says where a VM is, once nothing moves it any more. Changes nothing. */
export const lookJob = z.object(vm);

export const moveJobs = { "server.move": moveJob, "server.look": lookJob } as const;
export const moveResults = {
  "server.move": z.object({ node: z.string(), power }),
  /** null: it is not there. */
  "server.look": z.object({ node: z.string().nullable(), power: power.nullable() }),
} as const;
