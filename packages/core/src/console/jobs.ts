import { z } from "zod";
import { consoleKind } from "./schema.ts";

export * from "./state.ts";

/** Opens the VM's console and brings it to the WebSocket API. Done when connected: the console itself lives beside jobs. */
export const openJob = z.object({
  /** `srv_…` */
  server: z.string(),
  endpoint: z.string(),
  vmid: z.number().int().min(100).max(999_999_999),
  mark: z.string(),
  /** `con_…` */
  console: z.string(),
  kind: consoleKind,
  /** JWE to the location's key: `{ticket}`, good once. */
  sealed_ticket: z.string(),
  /** Nobody waits any more after that. */
  expires: z.iso.datetime(),
});

export const consoleJobs = { "console.open": openJob } as const;
export const consoleResults = { "console.open": z.object({ connected: z.boolean() }) } as const;
