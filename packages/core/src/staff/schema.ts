import { z } from "zod";
import { tenantStatus } from "../identity/index.ts";
import { idShape, timestamp } from "../kernel/shapes.ts";

const named = z.object({ id: z.string(), name: z.string() });
const subject = z
  .union([idShape("ten"), idShape("srv")])
  .describe("Id of a tenant or a server.")
  .meta({ example: "ten_01kagj8zc0v7m2x4q9n5t3wbpr" });
const text = z.string().trim().min(1).max(5000);

export const noteListInput = z.strictObject({ subject });
const pinned = z.boolean().describe("Whether it stands above the others.");
export const createNoteInput = z.strictObject({
  subject,
  text: text.describe("For operators' eyes alone."),
  pinned: pinned.default(false),
});
export const noteRef = z.strictObject({ id: idShape("not") });
export const updateNoteInput = z.strictObject({
  ...noteRef.shape,
  text: text.optional().describe("The author's alone to change."),
  pinned: pinned.optional(),
});
export const noteShape = z
  .object({
    id: idShape("not"),
    subject: z.string(),
    author: named,
    own: z.boolean().describe("Whether you wrote it, and so may change and delete it."),
    text: z.string(),
    pinned: z.boolean(),
    created: timestamp,
    edited: timestamp.nullable(),
  })
  .meta({ id: "StaffNote" });
export const noteAnswer = z.object({ note: noteShape });
export const noteList = z.object({ notes: z.array(noteShape) });

export const searchInput = z.strictObject({
  q: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .describe("An address, a host name, an e-mail address, a VM id, an id of ours or of WHMCS, or how a name begins.")
    .meta({ example: "203.0.113.7" }),
  at: timestamp.optional().describe("With an address: who had it at that moment."),
});
export const FOUND_BY = ["id", "address", "host_name", "email", "vm_id", "whmcs_id", "name"] as const;
export const searchAnswer = z.object({
  results: z.array(
    z
      .object({
        type: z.enum(["tenant", "user", "server"]),
        id: z.string(),
        name: z.string(),
        tenant: named.nullable().describe("Whose server it is, or where the person is a member."),
        found_by: z.enum(FOUND_BY),
        detail: z.string().nullable().describe("What was found: the address and since when, the VM id and where, …"),
        held: z
          .object({ address: z.string(), from: timestamp.nullable(), until: timestamp.nullable() })
          .nullable()
          .describe("Found by address: when it was the server's; `until` null: still."),
        deleted: z.boolean(),
      })
      .meta({ id: "SearchResult" }),
  ),
});

export const tenantRef = z.strictObject({ id: idShape("ten") });
export const operatorTenantAnswer = z.object({
  tenant: z
    .object({
      id: z.string(),
      name: z.string(),
      status: tenantStatus,
      status_reason: z.string().nullable(),
      created: timestamp,
      servers: z.number().int(),
      members: z.array(
        z.object({
          user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
          role: z.string(),
          role_name: z.string(),
          scope: z.string().nullable(),
          operator: z.boolean().describe("Whether they are one of our operators too; nobody acts in their place."),
          since: timestamp,
        }),
      ),
      holds: z.array(
        z.object({ id: z.string(), server: named, kind: z.string(), reason: z.string(), since: timestamp }),
      ),
    })
    .meta({ id: "OperatorTenantDetail" }),
});
