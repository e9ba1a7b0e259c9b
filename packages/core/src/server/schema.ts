import { z } from "zod";
import { actionShape } from "../action/index.ts";
import { idShape, ipv4, ipv6, labels, money, pagination, timestamp } from "../kernel/shapes.ts";
import { addressShape } from "../network/index.ts";

export const SERVER_STATUSES = [
  "creating",
  "running",
  "stopped",
  "starting",
  "stopping",
  "rebooting",
  "resizing",
  "rebuilding",
  "restoring",
  "migrating",
  "deleting",
  "failed",
  "deleted",
] as const;
export const serverStatus = z.enum(SERVER_STATUSES);
export type ServerStatus = z.output<typeof serverStatus>;

export const HOLD_KINDS = ["billing", "abuse", "legal", "operator"] as const;
export const holdKind = z.enum(HOLD_KINDS);
export type HoldKind = z.output<typeof holdKind>;

/** As reserved by the order; what the VM is configured with. */
export const network = z.object({
  mac: z.string(),
  bridge: z.string(),
  vlan: z.number().int().nullable(),
  mtu: z.number().int().nullable(),
  nameservers: z.array(z.string()),
  search_domain: z.string().nullable(),
  ipv4: z.object({ address: z.string(), prefix: z.number().int(), gateway: z.string() }).nullable(),
  ipv6: z
    .object({ address: z.string(), network: z.string(), prefix: z.number().int(), gateway: z.string() })
    .nullable(),
});
export type Network = z.output<typeof network>;

export const serverName = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/,
    "not a host name (letters, digits, hyphens, dots)",
  )
  .meta({ example: "web-1" });

const KEY_TYPES =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;

/** Whether the key's base64 part says the same type as its first word, as OpenSSH writes it. */
function isPublicKey(line: string): boolean {
  const [type, blob] = line.trim().split(/\s+/);
  if (!type || !blob || !KEY_TYPES.test(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return false;
  const bytes = Uint8Array.from(atob(blob.length % 4 === 1 ? "" : blob), (char) => char.charCodeAt(0));
  if (bytes.length < 4 + type.length) return false;
  const length = new DataView(bytes.buffer).getUint32(0);
  return length === type.length && new TextDecoder().decode(bytes.subarray(4, 4 + length)) === type;
}

export const sshKey = z
  .string()
  .max(8192)
  .refine((line) => !/[\r\n]/.test(line.trim()) && isPublicKey(line), "not an OpenSSH public key")
  .transform((line) => line.trim())
  .meta({
    example: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com",
  });

export const createInput = z.strictObject({
  name: serverName.describe("Unique among your servers; becomes the host name."),
  plan: z.string().max(40).describe("Name or id of a plan.").meta({ example: "s1" }),
  image: z.string().max(40).describe("Name or id of an image.").meta({ example: "debian-13" }),
  location: z.string().max(40).describe("Name or id of a location.").meta({ example: "fra1" }),
  ssh_keys: z
    .array(sshKey)
    .max(20)
    .default([])
    .describe("OpenSSH public keys for the image's user. Without any, a root password is generated and shown once."),
  labels: labels.default({}),
});

export const updateInput = z.strictObject({
  id: idShape("srv"),
  name: serverName.optional(),
  labels: labels.optional(),
  protection: z
    .strictObject({
      delete: z.boolean().optional().describe("Refuses deletion, scheduled or not."),
      rebuild: z.boolean().optional().describe("Refuses to put a new image on it."),
    })
    .optional()
    .describe("What its owner guards it against. Needs the permission to delete."),
});
export const serverRef = z.strictObject({ id: idShape("srv") });

export const holdShape = z
  .object({
    id: idShape("hld"),
    kind: holdKind,
    reason: z.string(),
    since: timestamp,
    until: timestamp.nullable().describe("When it ends by itself; null: when an operator lifts it."),
  })
  .meta({ id: "Hold" });

export const holdInput = z.strictObject({
  id: idShape("srv"),
  kind: holdKind,
  reason: z.string().min(3).max(500).describe("The customer reads it."),
  until: timestamp.optional().describe("When it ends by itself."),
});

export const serverShape = z
  .object({
    id: idShape("srv"),
    name: z.string(),
    status: serverStatus,
    plan: z.object({ id: z.string(), name: z.string() }),
    image: z.object({ id: z.string(), name: z.string() }),
    location: z.object({ id: z.string(), name: z.string() }),
    cores: z.number().int(),
    memory_mb: z.number().int(),
    disk_gb: z.number().int(),
    price: money.describe("A month."),
    ipv4: z.object({ address: ipv4 }).nullable(),
    ipv6: z.object({ address: ipv6, network: z.string().meta({ example: "2001:db8:0:7::/64" }) }).nullable(),
    labels: z.record(z.string(), z.string()),
    suspended: z.boolean().describe("Whether holds keep it stopped."),
    action: z.string().nullable().describe("The action that changes it right now."),
    deletion_due: timestamp.nullable().describe("When a scheduled deletion takes place."),
    protection: z.object({ delete: z.boolean(), rebuild: z.boolean() }).describe("What is refused until it is lifted."),
    rescue: z.boolean().describe("Whether it boots the rescue system instead of its disk."),
    managed_elsewhere: z.boolean().describe("Whether the system it was brought over from still runs it."),
    created: timestamp,
  })
  .meta({ id: "Server" });
export type ServerView = z.input<typeof serverShape>;

/** One server, with what the list leaves out. */
export const serverDetailShape = serverShape
  .extend({ holds: z.array(holdShape), addresses: z.array(addressShape) })
  .meta({ id: "ServerDetail" });
export type ServerDetail = z.input<typeof serverDetailShape>;

/** Operators see whose it is, and where it runs. */
export const operatorServerShape = serverShape
  .extend({
    tenant: z.object({ id: z.string(), name: z.string() }),
    endpoint: z.string(),
    node: z.string().nullable(),
    vmid: z.number().int(),
  })
  .meta({ id: "OperatorServer" });
export const operatorServerDetailShape = operatorServerShape
  .extend({
    holds: z.array(holdShape),
    addresses: z.array(addressShape),
    smtp_open: z.boolean().describe("Whether it may send mail to TCP port 25."),
    foreign_rules: z.number().int().describe("Firewall rules of its VM that are neither ours nor its owner's."),
  })
  .meta({ id: "OperatorServerDetail" });

export const serverAnswer = z.object({ server: serverDetailShape });
export const serverList = z.object({ servers: z.array(serverShape), meta: pagination });
export const operatorServerAnswer = z.object({ server: operatorServerDetailShape });
export const operatorServerList = z.object({ servers: z.array(operatorServerShape), meta: pagination });
export const serverActionAnswer = z.object({ server: serverDetailShape, action: actionShape });
export const operatorServerActionAnswer = z.object({ server: operatorServerDetailShape, action: actionShape });
export const createAnswer = serverActionAnswer.extend({
  root_password: z.string().nullable().describe("Shown this once, and only when no ssh key was given."),
});
export const resetAnswer = serverActionAnswer.extend({
  root_password: z
    .string()
    .nullable()
    .describe("The new password of the image's user, shown this once; null where none was asked for."),
});
