import { readFileSync } from "node:fs";
import { z } from "zod";
import { ATTACK_PATTERNS, isAttackName } from "./attack-patterns.ts";
import { rateSetting } from "./limit/rate.ts";

const jwk = z.looseObject({ kty: z.string(), kid: z.string() });
const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** A key, or the word `none` for a process that has no use for it and therefore must not hold it. */
const keyOrNone = <S extends z.ZodType>(schema: S, none: z.output<S>) =>
  z.string().transform((text, context) => {
    if (text === "none") return none;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    for (const { message } of result.error.issues) context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** Words separated by commas. */
const listed = (each: z.ZodType<string, string>) =>
  z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(each))
    .transform((words) => new Set(words));

/** Every setting of the control plane: environment variables, or keys of the JSON file HOSTWRIGHT_CONFIG_FILE names. */
const schema = z.object({
  HOSTWRIGHT_STAGE: z.string().min(1).default("local"),
  HOSTWRIGHT_LOG_LEVEL: z.enum(["DEBUG", "INFO", "WARN", "ERROR", "SILENT"]).default("INFO"),
  /** `postgres://…`, `mysql://…`, or `rds-data:` with the three settings below. */
  HOSTWRIGHT_DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|mysql:\/\/|mariadb:\/\/|rds-data:)/, "not a database URL"),
  HOSTWRIGHT_DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(10),
  HOSTWRIGHT_DATABASE_CLUSTER_ARN: z.string().optional(),
  HOSTWRIGHT_DATABASE_SECRET_ARN: z.string().optional(),
  HOSTWRIGHT_DATABASE_NAME: z.string().default("hostwright"),
  /** Endpoint of the AWS protocols on one machine; unset in the cloud. */
  HOSTWRIGHT_AWS_ENDPOINT: z.url().optional(),
  HOSTWRIGHT_AWS_REGION: z.string().default("eu-central-1"),
  /** URL of a location's job queue, `{location}` standing for its name. */
  HOSTWRIGHT_JOB_QUEUE_URL: z.string().includes("{location}"),
  /** ARN of a workflow's state machine, `{workflow}` standing for its state machine name. */
  HOSTWRIGHT_STATE_MACHINE_ARN: z.string().includes("{workflow}"),
  /** WebSocket API of consoles as browsers and relays reach it, `wss://…`; no consoles without it. */
  HOSTWRIGHT_CONSOLE_URL: z.url({ protocol: /^wss?$/ }).optional(),
  /** Where messages for its connections are posted. */
  HOSTWRIGHT_CONNECTIONS_URL: z.url().optional(),
  HOSTWRIGHT_EVENT_BUS: z.string().default("hostwright"),
  /** Ed25519 signing keys as private JWKs, newest first; older ones still verify. Public ones where nobody signs in. */
  HOSTWRIGHT_JWT_KEYS: keyOrNone(json(z.array(jwk).min(1)), []),
  /**
   * 32 bytes, base64url: seals seeds of second factors, signing secrets of webhooks, secrets of companies' sign-in providers, the
   * keys of persons in the audit trail, tokens in letters that wait, and what is shown once and kept for a repeated request.
   */
  HOSTWRIGHT_SEAL_KEY: keyOrNone(z.string().regex(/^[A-Za-z0-9_-]{43}$/, "not 32 bytes in base64url"), ""),
  /**
   * Ed25519 keys as JWKs, newest first, that sign anchors and checkpoints of audit chains; their public halves where
   * they are only verified. Without one, nothing is anchored and nothing expires.
   */
  HOSTWRIGHT_AUDIT_KEYS: keyOrNone(json(z.array(jwk).min(1)), []).default([]),
  /** Where anchors go: `s3://bucket/prefix` (Object Lock) or `file:///directory`. */
  HOSTWRIGHT_AUDIT_ANCHORS: z
    .string()
    .regex(/^(s3:\/\/[a-z0-9.-]+(\/[\w./-]*)?|file:\/\/\/.+)$/, "neither s3://bucket/prefix nor file:///directory")
    .optional(),
  /** Where files are kept, such as those of tickets that a migration brought: `s3://bucket/prefix` or `file:///directory`. */
  HOSTWRIGHT_OBJECTS_URL: z
    .string()
    .regex(/^(s3:\/\/[a-z0-9.-]+(\/[\w./-]*)?|file:\/\/\/.+)$/, "neither s3://bucket/prefix nor file:///directory")
    .optional(),
  /** How long audit rows are kept where a tenant has not said otherwise. */
  HOSTWRIGHT_AUDIT_RETENTION_DAYS: z.coerce.number().int().min(90).default(365),
  /** The header value CloudFront adds; requests without it are refused. Unset on one machine. */
  HOSTWRIGHT_ORIGIN_SECRET: z.string().min(16).optional(),
  /**
   * `yes` on a developer's machine: webhooks and tenants' sign-in providers may be http and not on the internet, and
   * domains need no proof.
   */
  HOSTWRIGHT_WEBHOOKS_ANYWHERE: z.enum(["yes", "no"]).default("no"),
  /** `ses:`, or `smtp://user:password@host:587`, or `smtps://…`; needed where letters are posted. */
  HOSTWRIGHT_MAIL_URL: z
    .string()
    .regex(/^(ses:$|smtps?:\/\/)/, "not ses: and not an SMTP URL")
    .optional(),
  /** Whom letters come from, and who signs them: `Example Hosting <no-reply@example.com>`. */
  HOSTWRIGHT_MAIL_FROM: z
    .string()
    .regex(/^[^<>"\p{Cc}]+ <[^<>\s@]+@[^<>\s@]+>$/u, "not a name and <address>")
    .default("Hostwright <no-reply@hostwright.test>"),
  /** The dashboard as people reach it: where the links in letters lead. */
  HOSTWRIGHT_DASHBOARD_URL: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:3000"),
  /** Who may open an account: everybody, those who were invited, or nobody. */
  HOSTWRIGHT_REGISTRATION: z.enum(["open", "invitation", "closed"]).default("open"),
  /** `yes`: a new tenant may order nothing until an operator has approved it. */
  HOSTWRIGHT_REVIEW_TENANTS: z.enum(["yes", "no"]).default("no"),
  /** Is asked before each order (docs/accounts.md); plain http on this machine alone. */
  HOSTWRIGHT_ORDER_REVIEW_URL: z
    .string()
    .regex(/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/, "not an https URL")
    .optional(),
  /** Signs what it is asked, after Standard Webhooks: base64, with or without `whsec_` before it. */
  HOSTWRIGHT_ORDER_REVIEW_SECRET: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, "not 24 bytes or more in base64")
    .optional(),
  /** What becomes of orders while it does not answer. */
  HOSTWRIGHT_ORDER_REVIEW_SILENT: z.enum(["refuse", "allow"]).default("refuse"),
  /** Failed sign-ins after which an account is locked for 15 minutes, for everybody; 0: never, strangers only wait longer. */
  HOSTWRIGHT_SIGN_IN_LOCK_AFTER: z.coerce.number().int().min(0).max(100).default(0),
  /** Operators' own OpenID Connect provider, as it calls itself, and our client there; none: they sign in with what is their own. */
  HOSTWRIGHT_OPERATOR_OIDC_ISSUER: z
    .string()
    .regex(/^(https:\/\/[^?#]+|http:\/\/127\.0\.0\.1[:/][^?#]*)$/, "not an https address")
    .optional(),
  HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: z.string().min(1).max(200).optional(),
  /** `none`: nobody has put it in yet. */
  HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .max(500)
    .transform((text) => (text === "none" ? undefined : text))
    .optional(),
  /** The claim of its ID tokens that lists somebody's groups. */
  HOSTWRIGHT_OPERATOR_OIDC_CLAIM: z.string().min(1).max(100).default("groups"),
  /** What a group allows at most: `hosting-admins=admin,help desk=support`. Without any, an account's own roles count. */
  HOSTWRIGHT_OPERATOR_OIDC_ROLES: listed(
    z.string().regex(/^.+=(support|finance|engineer|admin)$/, "not <group>=support, finance, engineer or admin"),
  ),
  /** `yes`: operators get in by their provider alone. */
  HOSTWRIGHT_OPERATOR_OIDC_REQUIRED: z.enum(["yes", "no"]).default("no"),
  HOSTWRIGHT_ADDRESS_REST_SECONDS: z.coerce.number().int().min(0).default(3600),
  HOSTWRIGHT_ADDRESS_HISTORY_DAYS: z.coerce.number().int().min(1).default(365),
  /** Requests of one key, user, tenant or address: `<limit>/<seconds>+<at once>`. Plans and operators give tenants more. */
  HOSTWRIGHT_LIMIT_REQUESTS: rateSetting.prefault("1000/60+200"),
  /** Tries to sign in, and what else is open to anybody and tells secrets apart, from one address. */
  HOSTWRIGHT_LIMIT_SIGN_IN: rateSetting.prefault("10/60+5"),
  /** Valkey or Redis, where requests are counted: `redis://…`, `rediss://…`, or `valkey` for `redis`. Without it the database counts. */
  HOSTWRIGHT_REDIS_URL: z
    .string()
    .regex(/^(redis|valkey)s?:\/\/./, "not redis://…, rediss://…, valkey://… or valkeys://…")
    .optional(),
  /** Of the URL's user, where the URL itself should hold no secret. */
  HOSTWRIGHT_REDIS_PASSWORD: z.string().min(1).optional(),
  /** `yes` where it is a cluster (ElastiCache Serverless). */
  HOSTWRIGHT_REDIS_CLUSTER: z.enum(["yes", "no"]).default("no"),
  /** What a tenant may have, unless operators have set something else for it. */
  HOSTWRIGHT_QUOTA_SERVERS: z.coerce.number().int().min(0).default(100),
  /** IPv4 addresses and IPv6 networks. */
  HOSTWRIGHT_QUOTA_ADDRESSES: z.coerce.number().int().min(0).default(250),
  HOSTWRIGHT_QUOTA_CORES: z.coerce.number().int().min(0).default(400),
  HOSTWRIGHT_QUOTA_MEMORY_MB: z.coerce.number().int().min(0).default(1_048_576),
  HOSTWRIGHT_QUOTA_DISK_GB: z.coerce.number().int().min(0).default(20_000),
  /** Names of attack patterns, or of groups of them, whose requests are refused (docs/operate/limits.md); none: all are recorded only. */
  HOSTWRIGHT_CHECK_BLOCK: listed(
    z
      .string()
      .refine(
        isAttackName,
        `neither a pattern nor one of the groups ${Object.keys(ATTACK_PATTERNS).join(", ")} (docs/operate/limits.md)`,
      ),
  ),
  /** Origins whose pages may use the API from the browser: `https://shop.example.com,https://…`. */
  HOSTWRIGHT_CORS_ORIGINS: listed(
    z.string().regex(/^https?:\/\/[^/*\s]+$/, "not an origin such as https://shop.example.com"),
  ),
  /** Proves that the dashboard's server sends a request; with it goes the address of the person it sends it for. */
  HOSTWRIGHT_DASHBOARD_SECRET: z.string().min(32).optional(),
  HOSTWRIGHT_VERSION: z.string().default("0.1.0"),
});

/** Names of all settings. */
export const settingNames = Object.keys(schema.shape);

/** What the owner of an installation decides: rules of business and limits. None of it is a secret. */
export const ownSettings = schema
  .pick({
    HOSTWRIGHT_LOG_LEVEL: true,
    HOSTWRIGHT_AUDIT_RETENTION_DAYS: true,
    HOSTWRIGHT_REGISTRATION: true,
    HOSTWRIGHT_REVIEW_TENANTS: true,
    HOSTWRIGHT_ORDER_REVIEW_URL: true,
    HOSTWRIGHT_ORDER_REVIEW_SILENT: true,
    HOSTWRIGHT_SIGN_IN_LOCK_AFTER: true,
    HOSTWRIGHT_OPERATOR_OIDC_ISSUER: true,
    HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: true,
    HOSTWRIGHT_OPERATOR_OIDC_CLAIM: true,
    HOSTWRIGHT_OPERATOR_OIDC_ROLES: true,
    HOSTWRIGHT_OPERATOR_OIDC_REQUIRED: true,
    HOSTWRIGHT_ADDRESS_REST_SECONDS: true,
    HOSTWRIGHT_ADDRESS_HISTORY_DAYS: true,
    HOSTWRIGHT_LIMIT_REQUESTS: true,
    HOSTWRIGHT_LIMIT_SIGN_IN: true,
    HOSTWRIGHT_QUOTA_SERVERS: true,
    HOSTWRIGHT_QUOTA_ADDRESSES: true,
    HOSTWRIGHT_QUOTA_CORES: true,
    HOSTWRIGHT_QUOTA_MEMORY_MB: true,
    HOSTWRIGHT_QUOTA_DISK_GB: true,
    HOSTWRIGHT_CHECK_BLOCK: true,
    HOSTWRIGHT_CORS_ORIGINS: true,
  })
  .strict();

export type Config = z.output<typeof schema>;

/** Settings are wrong or missing; the message names every one of them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the settings once, from `environment` and the JSON file it names (the environment wins).
 * @throws ConfigError with one line for each wrong or missing key; values are not repeated, they may be secrets.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const file = environment.HOSTWRIGHT_CONFIG_FILE;
  const fromFile = file ? readFile(file) : {};
  const given = Object.fromEntries(Object.entries(environment).filter(([key, value]) => key in schema.shape && value));
  const result = schema.safeParse({ ...fromFile, ...given });
  const problems = result.success
    ? apart(result.data)
    : result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  for (const key of Object.keys(fromFile))
    if (!(key in schema.shape)) problems.push(`  ${key}: unknown setting in ${file}`);
  if (!result.success || problems.length > 0)
    throw new ConfigError(`Wrong or missing settings:\n${[...new Set(problems)].sort().join("\n")}`);
  return result.data;
}

/** Settings that mean nothing without another. */
function apart(config: Config): string[] {
  const { HOSTWRIGHT_OPERATOR_OIDC_ISSUER: issuer, HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: client } = config;
  const alone: [setting: string, without: string][] = [];
  if (issuer && !client) alone.push(["HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID", "HOSTWRIGHT_OPERATOR_OIDC_ISSUER is set"]);
  // Where people sign in: without it, none of the operators could by their provider, and where that is required, none at all.
  if (issuer && client && signsIn(config) && !config.HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET)
    alone.push(["HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET", "HOSTWRIGHT_OPERATOR_OIDC_ISSUER is set"]);
  if (!issuer && config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED === "yes")
    alone.push(["HOSTWRIGHT_OPERATOR_OIDC_ISSUER", "HOSTWRIGHT_OPERATOR_OIDC_REQUIRED is yes"]);
  return alone.map(([setting, because]) => `  ${setting}: missing, and ${because}`);
}

/** Whether the process holds what mints tokens: elsewhere the keys are public ones, or none. */
const signsIn = ({ HOSTWRIGHT_JWT_KEYS: keys }: Config): boolean => keys.some((key) => "d" in key);

function readFile(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(
      `HOSTWRIGHT_CONFIG_FILE: cannot read ${path}: ${error instanceof Error ? error.message : error}`,
    );
  }
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) throw new ConfigError(`HOSTWRIGHT_CONFIG_FILE: ${path} does not hold a JSON object`);
  return object.data;
}
