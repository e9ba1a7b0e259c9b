import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig, SteppedClock } from "../kernel/index.ts";
import { silent } from "../kernel/log.ts";
import { claimsOf, metadataShape, redirectUrl } from "./company-client.ts";

const app = {
  clock: new SteppedClock(new Date()),
  log: silent,
  config: loadConfig({
    HOSTWRIGHT_DATABASE_URL: "postgres://localhost/hostwright",
    HOSTWRIGHT_JOB_QUEUE_URL: "http://localhost/{location}",
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
    HOSTWRIGHT_JWT_KEYS: "none",
    HOSTWRIGHT_SEAL_KEY: "none",
    HOSTWRIGHT_DASHBOARD_URL: "https://panel.example.com/",
  }),
};

let asked = 0;
const server = createServer((_request, response) => {
  asked++;
  response.writeHead(400, { "content-type": "application/json" }).end('{"error":"invalid_grant"}');
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening)));
afterAll(() => new Promise((closed) => server.close(closed)));

/** A sign-in of an operator comes back, at a provider whose token endpoint is plain http. */
async function finishAt(issuer: string): Promise<number> {
  const address = server.address();
  const at = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const metadata = metadataShape.parse({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/keys`,
  });
  const before = asked;
  const client = { tenant: null, issuer, clientId: "hostwright", secret: "s", reach: "anywhere" as const };
  const secrets = { verifier: "v".repeat(43), state: "s", nonce: "n" };
  const returned = { code: "c", state: "s", iss: undefined, callback: "staff" };
  await expect(claimsOf(app, client, metadata, secrets, returned)).rejects.toMatchObject({ code: "unauthorized" });
  return asked - before;
}

test("a provider elsewhere is asked by TLS alone, also where it may be inside; one on this machine need not have it", async () => {
  expect(await finishAt("https://login.example.com")).toBe(0);
  expect(await finishAt("http://login.example.com")).toBe(0);
  expect(await finishAt("http://127.0.0.1.example.com")).toBe(0);
  expect(await finishAt("http://127.0.0.1:9")).toBe(1);
});

test("each provider has a redirect URI of its own", () => {
  expect(redirectUrl(app, null)).toBe("https://panel.example.com/auth/oidc/callback/staff");
  expect(redirectUrl(app, "ten_1")).toBe("https://panel.example.com/auth/oidc/callback/ten_1");
});
