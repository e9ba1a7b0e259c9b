import { z } from "zod";
import { actionShape } from "../action/index.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";
import { seenVm } from "./jobs.ts";

export const adoptionState = z.enum(["unbound", "bound", "adopted", "handed_over"]);

export const adoptionShape = z
  .object({
    server: z.object({ id: idShape("srv"), name: z.string() }),
    tenant: z.object({ id: idShape("ten"), name: z.string() }),
    state: adoptionState.describe(
      "`unbound`: no VM known. `bound`: nothing was done to it. `adopted`: it carries our mark. `handed_over`: run here.",
    ),
    endpoint: z.string().nullable().describe("null: no VM is known."),
    vmid: z.number().int().nullable(),
    source: z.object({
      key: z.string(),
      row: z.string().meta({ example: "tblhosting:123" }),
      status: z.string(),
      changed: timestamp.describe("When a run last found it changed there."),
    }),
    seen: z.union([seenVm, z.null()]).describe("The VM as it was when it was adopted."),
    differences: z.array(z.object({ what: z.string(), recorded: z.string(), seen: z.string() })),
    adopted: timestamp.nullable(),
    handed_over: timestamp.nullable(),
    action: z.string().nullable().describe("The action that changes the server right now."),
  })
  .meta({ id: "Adoption" });

export const adoptionAnswer = z.object({ adoption: adoptionShape });
export const adoptionList = z.object({ adoptions: z.array(adoptionShape), meta: pagination });
export const adoptionActionAnswer = z.object({ adoption: adoptionShape, action: actionShape });
export const handOverAnswer = z.object({ adoption: adoptionShape, action: z.union([actionShape, z.null()]) });
