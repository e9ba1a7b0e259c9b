import { readFileSync } from "node:fs";
import { z } from "zod";

const jwk = z.looseObject({ kty: z.string(), kid: z.string() });

const endpoint = z.strictObject({
  /** As the control plane names it. */
  name: z.string().min(1),
  url: z.url({ protocol: /^https$/, error: "not an https URL" }),
  /** SHA-256 of the certificate, as Proxmox shows it. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{2}(:?[0-9a-f]{2}){31}$/i, "not a SHA-256 fingerprint")
    .optional(),
  /** PEM of the CA that signed it. */
  ca: z.string().includes("BEGIN CERTIFICATE").optional(),
  token_id: z.string().regex(/^[^@\s]+@[^!\s]+![^=\s]+$/, "not of the form user@realm!tokenid"),
  token_secret: z.string().min(1),
});

const schema = z.strictObject({
  /** Name of this process, different for each of a pair. */
  relay: z.string().min(1).max(60),
  location: z.string().min(1),
  version: z.string().default("0.1.0"),
  aws: z.strictObject({
    region: z.string().min(1),
    /** Explicit: VPC interface endpoints, or the one-machine cloud. Unset: AWS's public endpoints. */
    endpoint: z.url().optional(),
    /** Unset: the SDK's default chain, and with it IAM Roles Anywhere. */
    credentials: z.strictObject({ access_key_id: z.string().min(1), secret_access_key: z.string().min(1) }).optional(),
  }),
  job_queue_url: z.string().regex(/^https?:\/\/\S+$/, "not a URL"),
  result_queue_url: z.string().regex(/^https?:\/\/\S+$/, "not a URL"),
  /** The WebSocket API of consoles, `wss://…`; without it this relay opens none. */
  console_url: z.url({ protocol: /^wss?$/, error: "not a wss URL" }).optional(),
  /** Consoles at once. */
  most_consoles: z.int().min(1).max(1000).default(50),
  /** Private JWKs of the location, newest first; two are valid during a rotation. */
  keys: z.array(jwk).min(1),
  /** How long a job's message stays invisible to the other relay unless extended; so long a crash delays it. */
  visibility_seconds: z.int().min(15).max(3600).default(60),
  /** How long running jobs get to end by themselves when the relay stops; then they are handed back. */
  drain_seconds: z.int().min(0).max(15).optional(),
  /** Where the relay writes what it is doing and since when, for whoever watches the process (docs/operate/site.md). */
  health_file: z.string().min(1).optional(),
  /** Between two looks at what each endpoint shows. */
  observe_seconds: z.int().min(10).max(600).default(60),
  /** VM configurations read in one look; all of them are read in turn. */
  observe_configs: z.int().min(1).max(2000).default(100),
  /** Jobs at once. */
  concurrency: z.int().min(1).max(200).default(20),
  endpoints: z
    .array(endpoint)
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "two endpoints have the same name"),
  log_level: z.enum(["DEBUG", "INFO", "WARN", "ERROR", "SILENT"]).default("INFO"),
});

export type RelayConfig = z.output<typeof schema>;

/** Settings are wrong or missing; the message names every one of them and repeats no value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Environment variables that stand above the file, by the key they set. */
const FROM_ENVIRONMENT = {
  HOSTWRIGHT_RELAY_NAME: "relay",
  HOSTWRIGHT_RELAY_LOCATION: "location",
  HOSTWRIGHT_RELAY_JOB_QUEUE_URL: "job_queue_url",
  HOSTWRIGHT_RELAY_RESULT_QUEUE_URL: "result_queue_url",
  HOSTWRIGHT_RELAY_CONCURRENCY: "concurrency",
  HOSTWRIGHT_RELAY_VISIBILITY_SECONDS: "visibility_seconds",
  HOSTWRIGHT_RELAY_LOG_LEVEL: "log_level",
} as const;
const NUMBERS = new Set(["concurrency", "visibility_seconds"]);

/**
 * Reads the JSON file HOSTWRIGHT_RELAY_CONFIG names, with the environment above it.
 * @throws ConfigError
 */
export function loadConfig(environment: NodeJS.ProcessEnv): RelayConfig {
  const file = environment.HOSTWRIGHT_RELAY_CONFIG;
  if (!file) throw new ConfigError("HOSTWRIGHT_RELAY_CONFIG: names no configuration file");
  const settings = readSettings(file);
  for (const [variable, key] of Object.entries(FROM_ENVIRONMENT)) {
    const value = environment[variable];
    if (value) settings[key] = NUMBERS.has(key) ? Number(value) : value;
  }
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  throw new ConfigError(`Wrong or missing settings in ${file}:\n${problems(result.error).join("\n")}`);
}

function readSettings(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new ConfigError(`HOSTWRIGHT_RELAY_CONFIG: cannot read ${file}`);
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    // The parser's own message would quote the file, secrets included.
    throw new ConfigError(`HOSTWRIGHT_RELAY_CONFIG: ${file} does not hold a JSON object`);
  }
}

function problems(error: z.ZodError): string[] {
  const lines = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => `  ${[...issue.path, key].join(".")}: unknown setting`)
      : [`  ${issue.path.join(".")}: ${issue.message}`],
  );
  return [...new Set(lines)].sort();
}
