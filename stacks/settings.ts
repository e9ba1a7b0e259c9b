import { readFileSync } from "node:fs";
import { ownSettings } from "@hostwright/core/kernel/config";
import { z } from "zod";

const site = z.strictObject({
  /** Public addresses of its VPN gateways; each gets a connection of two tunnels. */
  gateways: z.array(z.ipv4()).min(1),
  /** Networks its relays are in, routed through the VPN. */
  networks: z.array(z.cidrv4()).min(1),
  /** Common names of its relays' certificates, one a relay. */
  relays: z.array(z.string().regex(/^[a-z0-9-]{1,60}$/)).min(1),
});

const address = z.strictObject({
  domain: z.hostname(),
  /** ARN of its certificate in us-east-1, where CloudFront looks. */
  certificate: z.string().startsWith("arn:aws:acm:us-east-1:"),
});

/** As the control plane takes them. A secret is none of them: it would be in the repository and in the template. */
const own = z.record(z.string(), z.string()).superRefine((given, context) => {
  for (const { code: _code, ...issue } of ownSettings.safeParse(given).error?.issues ?? [])
    context.addIssue({ code: "custom", message: issue.message, path: issue.path });
});

export const stageSettings = z
  .strictObject({
    /** A stage has an account of its own: names in it are those of the runbooks. */
    account: z.string().regex(/^\d{12}$/),
    region: z.string().min(1),
    /** Keeps what is stored when a stack goes, protects the database, adds a reader in the second zone. */
    production: z.boolean(),
    api: address,
    web: address,
    /** Of the WebSocket API of consoles, for browsers and relays. */
    console: z.strictObject({
      domain: z.hostname(),
      /** ARN of its certificate in the region. */
      certificate: z.string().startsWith("arn:aws:acm:"),
    }),
    /** Whom letters come from: `Example Hosting <no-reply@example.com>`. Amazon SES sends for its domain. */
    mail: z.string().regex(/^[^<>"\p{Cc}]+ <[^<>\s@]+@[^<>\s@]+>$/u, "not a name and <address>"),
    /** Where alarms go. */
    operators: z.array(z.email()).min(1),
    vpc: z.cidrv4(),
    /** Aurora capacity units of 2 GiB each. */
    database: z.strictObject({ min_acu: z.number().min(0.5).max(256), max_acu: z.number().min(1).max(256) }),
    /** Valkey for the API's limits, and the network of its own that API functions then have. Left out, the database counts. */
    limit_store: z.strictObject({ vpc: z.cidrv4() }).optional(),
    /** What its owner decides, by name: who may register, limits, quotas (docs/operate/deploy.md). */
    settings: own.default({}),
    /** By name, as the catalog knows them. */
    locations: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), site),
  })
  .refine((all) => all.database.min_acu <= all.database.max_acu, "database: min_acu is above max_acu")
  .refine((all) => {
    const relays = Object.values(all.locations).flatMap((one) => one.relays);
    return new Set(relays).size === relays.length;
  }, "locations: two relays have the same name");

export type Settings = z.output<typeof stageSettings> & {
  /** PEM of the authority that signs the relays' certificates. */
  relayAuthority: string;
};
/** The address of a setting `mail`, and its domain. */
export const addressOf = (mail: string): string => /<(.+)>$/.exec(mail)?.[1] ?? "";
export const domainOf = (mail: string): string => addressOf(mail).split("@")[1] ?? "";

export type Site = z.output<typeof site>;

/**
 * The settings of a stage: `stages/<stage>.json` and `stages/<stage>.relay-ca.pem`.
 * @throws Error naming the stage's file and every wrong key
 */
export function readSettings(stage: string): Settings {
  const read = (name: string) => {
    try {
      return readFileSync(new URL(`stages/${name}`, import.meta.url), "utf8");
    } catch (error) {
      throw new Error(`stage '${stage}' needs stacks/stages/${name} (docs/operate/deploy.md)`, { cause: error });
    }
  };
  const result = stageSettings.safeParse(JSON.parse(read(`${stage}.json`)));
  if (!result.success) throw new Error(`stacks/stages/${stage}.json:\n${z.prettifyError(result.error)}`);
  return { ...result.data, relayAuthority: read(`${stage}.relay-ca.pem`) };
}
