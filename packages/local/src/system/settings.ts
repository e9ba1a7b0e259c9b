import { randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ownSettings } from "@hostwright/core/kernel/config";
import { exportJWK, generateKeyPair } from "jose";
import { z } from "zod";

const jwk = z.looseObject({ kty: z.string(), kid: z.string() });

const shape = z.object({
  jwt_key: jwk,
  seal_key: z.string(),
  /** Signs anchors and checkpoints of audit chains. */
  audit_key: jwk.optional(),
  /** Private key of the relays, one for each location. */
  relay_keys: z.record(z.string(), jwk),
  relay_token_secret: z.string(),
  auditor_token_secret: z.string(),
  demo_password: z.string(),
});

/** What one installation keeps to itself: made at its first start, readable by its owner only. */
export type Secrets = z.output<typeof shape>;

/** Reads `.data/secrets.json`, or makes it. */
export async function installationSecrets(directory: string, locations: string[]): Promise<Secrets> {
  const file = join(directory, "secrets.json");
  const known = existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  if (known?.audit_key) return known;
  const secrets = known ? { ...known, audit_key: await signingKey() } : await newSecrets(locations);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

export async function newSecrets(locations: string[]): Promise<Secrets> {
  return {
    jwt_key: await signingKey(),
    audit_key: await signingKey(),
    seal_key: randomBytes(32).toString("base64url"),
    relay_keys: Object.fromEntries(await Promise.all(locations.map(async (name) => [name, await relayKey(name)]))),
    relay_token_secret: crypto.randomUUID(),
    auditor_token_secret: crypto.randomUUID(),
    demo_password: demoPassword(),
  };
}

async function signingKey() {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  return { ...(await exportJWK(privateKey)), kty: "OKP", alg: "EdDSA", kid: randomBytes(6).toString("hex") };
}

async function relayKey(location: string) {
  const pair = await generateKeyPair("ECDH-ES+A256KW", { crv: "X25519", extractable: true });
  return { ...(await exportJWK(pair.privateKey)), kty: "OKP", kid: `${location}-${randomBytes(3).toString("hex")}` };
}

/** `tamed-otter-4711`: easy to type, different on each installation. */
function demoPassword(): string {
  const words = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "inlet",
    "juniper",
    "kelp",
    "larch",
    "maple",
    "north",
    "otter",
    "pearl",
  ];
  const word = () => words[randomInt(words.length)];
  return `${word()}-${word()}-${randomInt(100_000, 999_999)}`;
}

/** Where everything listens, by environment variable. */
export interface Ports {
  api: number;
  web: number;
  local: number;
  /** The first location's; the second's is the next one. */
  proxmox: number;
}

export const PORT_VARIABLES = {
  api: "HOSTWRIGHT_API_PORT",
  web: "HOSTWRIGHT_WEB_PORT",
  local: "HOSTWRIGHT_LOCAL_PORT",
  proxmox: "HOSTWRIGHT_PROXMOX_PORT",
} as const satisfies Record<keyof Ports, string>;

const port = z.coerce.number("not a port").int("not a port").min(1, "not a port").max(65_534, "not a port");
const portsShape = z.object({
  HOSTWRIGHT_API_PORT: port.default(4000),
  HOSTWRIGHT_WEB_PORT: port.default(3000),
  HOSTWRIGHT_LOCAL_PORT: port.default(4566),
  HOSTWRIGHT_PROXMOX_PORT: port.default(8006),
});

/** @throws Error naming every variable that is no port. */
export function readPorts(environment: NodeJS.ProcessEnv): Ports {
  const result = portsShape.safeParse(environment);
  if (!result.success)
    throw new Error(result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  const { data } = result;
  return {
    api: data.HOSTWRIGHT_API_PORT,
    web: data.HOSTWRIGHT_WEB_PORT,
    local: data.HOSTWRIGHT_LOCAL_PORT,
    proxmox: data.HOSTWRIGHT_PROXMOX_PORT,
  };
}

/** Settings of the control plane that an installation's owner may make, taken from the environment as they are. */
const OWN = [
  ...ownSettings.keyof().options,
  "HOSTWRIGHT_MAIL_URL",
  "HOSTWRIGHT_MAIL_FROM",
  "HOSTWRIGHT_OBJECTS_URL",
  "HOSTWRIGHT_ORDER_REVIEW_SECRET",
  "HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET",
  "HOSTWRIGHT_REDIS_URL",
  "HOSTWRIGHT_REDIS_CLUSTER",
] as const;

export const settingsFrom = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(OWN.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
