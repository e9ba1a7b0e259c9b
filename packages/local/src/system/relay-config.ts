import type { DemoLocation } from "../demo/site.ts";
import { consoleUrlAt } from "./console-url.ts";
import type { Secrets } from "./settings.ts";

export interface RelaySite {
  /** Of this relay; each of a pair has its own. */
  name: string;
  location: DemoLocation;
  /** Where the AWS protocols are. */
  cloudUrl: string;
  proxmox: { url: string; fingerprint: string };
  secrets: Secrets;
  /** How often it reports what it sees; the relay's own default unless given. */
  observeSeconds?: number;
}

/** The configuration of one relay of a demo location, as its process reads it. */
export function relayConfig({ name, location, cloudUrl, proxmox, secrets, observeSeconds }: RelaySite) {
  const key = secrets.relay_keys[location.name];
  if (!key) throw new Error(`the installation has no relay key for ${location.name}`);
  const account = `${cloudUrl}/000000000000`;
  return {
    relay: name,
    location: location.name,
    aws: {
      region: "eu-central-1",
      endpoint: cloudUrl,
      credentials: { access_key_id: "local", secret_access_key: "local" },
    },
    job_queue_url: `${account}/hostwright-jobs-${location.name}.fifo`,
    result_queue_url: `${account}/hostwright-results.fifo`,
    console_url: consoleUrlAt(cloudUrl),
    keys: [key],
    // How long a killed relay's job waits for the one that takes it up; everything is near here.
    visibility_seconds: 20,
    ...(observeSeconds ? { observe_seconds: observeSeconds } : {}),
    endpoints: [
      {
        name: location.endpoint,
        ...proxmox,
        token_id: "relay@pve!hostwright",
        token_secret: secrets.relay_token_secret,
      },
    ],
  };
}
