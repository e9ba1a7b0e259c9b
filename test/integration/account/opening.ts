import { countRoundTrips } from "@hostwright/core/kernel/database/index";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../system/clock.ts";
import { lettersTo, letterTo, tokenIn } from "../../system/mail.ts";
import { gatewayEvent } from "../api/support/event.ts";
import { askFor, at, codeOf, complete, config, customer, newAddress, nobody } from "./world.ts";

/** Round trips to the database that one request takes. */
async function roundTrips(path: string, body: object): Promise<number> {
  const found = gatewayRoutes(at.control.app).routes.find(({ route }) => `${route.method} ${route.path}` === path);
  const event = gatewayEvent("POST", path.slice(5), { body });
  const { value, roundTrips: count } = await countRoundTrips(async () => found?.answer(event));
  expect(value?.statusCode).toBe(202);
  return count;
}

describe("opening an account", () => {
  test("takes a letter, and ends in a tenant of one's own", async () => {
    const { email, client } = await customer();
    const { data } = await client.GET("/v1/me");
    expect(data).toMatchObject({ user: { email }, tenant: { name: "Newcomers", status: "active" }, role: "owner" });
    expect((await client.GET("/v1/account")).data?.profile.verified).toBe(true);
    expect((await letterTo(at.apiUrl, email, /^Welcome$/)).text).toContain("Newcomers");
  });

  test("answers the same for an address that has one, and tells its reader alone", async () => {
    const { email } = await customer();
    const [known, unknown] = await Promise.all(
      [email, newAddress()].map((one) => nobody.POST("/v1/auth/register", { body: { email: one.toUpperCase() } })),
    );
    expect([known?.response.status, known?.data]).toEqual([unknown?.response.status, unknown?.data]);
    expect((await letterTo(at.apiUrl, email, /have an account already/)).text).not.toContain("token=");
  });

  test.each(["POST /v1/auth/register", "POST /v1/auth/reset"])(
    "costs as much for an address that is known as for one that is not: %s",
    async (path) => {
      const { email } = await customer();
      expect(await roundTrips(path, { email })).toBe(await roundTrips(path, { email: newAddress() }));
    },
  );

  test("works once with a link, also for two at once, and not after a day", async () => {
    const token = await askFor(newAddress());
    const both = await Promise.all([complete(token), complete(token)]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([201, 410]);
    expect(both.map(codeOf)).toContain("link_expired");
    const late = await askFor(newAddress());
    await at.time.jump(DAY, HOUR);
    expect(codeOf(await complete(late))).toBe("link_expired");
  });

  test("makes one account of two links for one address, opened at once", async () => {
    const email = newAddress();
    const first = await askFor(email);
    await nobody.POST("/v1/auth/register", { body: { email } });
    const tokens = [...new Set((await lettersTo(at.apiUrl, email)).map(tokenIn)), first];
    const answers = await Promise.all([...new Set(tokens)].map((token) => complete(token)));
    const made = answers.filter(({ response }) => response.status === 201);
    expect(made).toHaveLength(1);
    for (const answer of answers) if (!made.includes(answer)) expect(codeOf(answer)).toBe("uniqueness_error");
  });

  test("keeps the link when the password is refused, which names the field", async () => {
    const token = await askFor(newAddress());
    const refused = await complete(token, { password: "sunshine-2026" });
    expect(refused.error?.error.details?.fields).toEqual([
      { name: "password", messages: [expect.stringContaining("first that are guessed")] },
    ]);
    expect((await complete(token)).response.status).toBe(201);
  });

  test("fills nobody's mailbox: three letters an hour, however many ask at once", async () => {
    const email = newAddress();
    await Promise.all(Array.from({ length: 12 }, () => nobody.POST("/v1/auth/register", { body: { email } })));
    const after = newAddress();
    await askFor(after);
    expect(await lettersTo(at.apiUrl, email)).toHaveLength(3);
  });

  test("is refused where it is by invitation, and where nobody may", async () => {
    for (const mode of ["invitation", "closed"] as const) {
      config.HOSTWRIGHT_REGISTRATION = mode;
      expect((await nobody.GET("/v1/auth/registration")).data?.registration).toBe(mode);
      expect(codeOf(await nobody.POST("/v1/auth/register", { body: { email: newAddress() } }))).toBe(
        "registration_closed",
      );
    }
  });
});
