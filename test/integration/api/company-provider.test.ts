import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refused } from "./support/answers.ts";
import { aProvider, settingOf, signedIn } from "./support/company.ts";
import { emailOf, type Face, openFace } from "./support/face.ts";
import type { Issuer } from "./support/issuer.ts";

let face: Face;
let issuer: Issuer;
beforeAll(async () => {
  face = await openFace({ HOSTWRIGHT_WEBHOOKS_ANYWHERE: "yes" });
  issuer = await aProvider(face);
});
beforeEach(() => issuer.bend.clear());
afterAll(async () => {
  await issuer.close();
  await face.close();
});

const tenant = () => face.sessions.owner.member?.tenant ?? "";

describe("a company's provider is set", () => {
  const put = (body: object, as: "owner" | "other" = "owner") => face.ask("PUT", "/v1/tenant/sign-in", { as, body });

  test("without its secret in any answer; left out, it is kept, and another client needs one anew", async () => {
    const { client_secret, ...rest } = settingOf(issuer);
    const kept = await put({ ...rest, newcomers: "member" });
    const shown = await face.ask("GET", "/v1/tenant/sign-in", { as: "owner" });
    expect(shown.body).toMatchObject({ provider: { issuer: issuer.url, newcomers: "member" } });
    expect(JSON.stringify([kept.body, shown.body])).not.toContain(client_secret);
    const rows = await face.app.db.kysely.selectFrom("sign_in_providers").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(client_secret);
    // It still lets people in.
    await signedIn(face, issuer, { sub: "owner", email: emailOf("owner") });
    expect(refused(await put({ ...rest, client_id: "another" }), 400, "invalid_input")).toEqual(["client_secret"]);
  });

  test("by owners, since whoever names the provider says who is whom", async () => {
    const own = (role: string) =>
      face.app.db.kysely
        .updateTable("memberships")
        .set({ role })
        .where("user_id", "=", face.sessions.owner.user)
        .where("tenant_id", "=", tenant())
        .execute();
    await own("admin");
    refused(await put(settingOf(issuer)), 403, "forbidden");
    await own("owner");
  });

  test("for domains that are no other tenant's", async () => {
    refused(await put(settingOf(issuer), "other"), 409, "conflict");
  });

  test("not to something that is no provider", async () => {
    const said = await put({ ...settingOf(issuer), issuer: `${issuer.url}/nothing` });
    expect(refused(said, 400, "invalid_input")).toEqual(["issuer"]);
  });

  test.each([
    ["/", ""],
    ["", "/"],
  ])("not to an issuer that is spelt with '%s' at its end where the provider has '%s'", async (ours, theirs) => {
    const right = `${issuer.url}${theirs}`;
    issuer.bend.set("/.well-known/openid-configuration", (response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ ...issuer.described(), issuer: right })),
    );
    const said = await put({ ...settingOf(issuer), issuer: `${issuer.url}${ours}` });
    expect(refused(said, 400, "invalid_input")).toEqual(["issuer"]);
    expect(JSON.stringify(said.body)).toContain(`calls itself '${right}'`);
  });
});

test("where only the internet may be reached, an issuer inside is refused before it is asked", async () => {
  const { HOSTWRIGHT_WEBHOOKS_ANYWHERE } = face.app.config;
  face.app.config.HOSTWRIGHT_WEBHOOKS_ANYWHERE = "no";
  for (const inside of [issuer.url, "https://127.0.0.1", "https://169.254.169.254", "https://localhost"]) {
    const answer = await face.ask("PUT", "/v1/tenant/sign-in", {
      as: "owner",
      body: { ...settingOf(issuer), issuer: inside },
    });
    expect(refused(answer, 400, "invalid_input")).toEqual(["issuer"]);
  }
  // Nor by a setting from before.
  refused(await face.ask("POST", "/v1/auth/oidc/start", { body: { tenant: tenant() } }), 503, "maintenance");
  face.app.config.HOSTWRIGHT_WEBHOOKS_ANYWHERE = HOSTWRIGHT_WEBHOOKS_ANYWHERE;
});
