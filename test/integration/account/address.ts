import { describe, expect, test } from "vitest";
import { letterTo, tokenIn } from "../../system/mail.ts";
import { at, codeOf, customer, newAddress, nobody, PASSWORD, signIn } from "./world.ts";

describe("an address", () => {
  test("changes when both the old and the new one have confirmed, at once too", async () => {
    const { email, client } = await customer();
    const wanted = newAddress();
    expect(
      (await client.POST("/v1/account/email", { body: { email: wanted, password: "wrong" } })).response.status,
    ).toBe(400);
    await client.POST("/v1/account/email", { body: { email: wanted, password: PASSWORD } });
    const sides = [
      ["old", email, /^Confirm that/],
      ["new", wanted, /^Confirm your new/],
    ] as const;
    const confirmed = await Promise.all(
      sides.map(async ([side, to, subject]) => {
        const token = tokenIn(await letterTo(at.apiUrl, to, subject));
        return nobody.POST("/v1/auth/confirm-email", { body: { token, side } });
      }),
    );
    expect(confirmed.map(({ data }) => data?.changed).sort()).toEqual([false, true]);
    expect([(await signIn(email)).status, (await signIn(wanted)).status]).toEqual([401, 200]);
    await letterTo(at.apiUrl, email, /address was changed/);
  });

  test("stays while one side is missing, and when the wish is given up", async () => {
    const { email, client } = await customer();
    const wanted = newAddress();
    await client.POST("/v1/account/email", { body: { email: wanted, password: PASSWORD } });
    const token = tokenIn(await letterTo(at.apiUrl, wanted, /^Confirm your new/));
    expect((await nobody.POST("/v1/auth/confirm-email", { body: { token, side: "new" } })).data?.changed).toBe(false);
    expect((await client.GET("/v1/account")).data?.profile).toMatchObject({
      email,
      email_change: { email: wanted, old_confirmed: false, new_confirmed: true },
    });
    const old = tokenIn(await letterTo(at.apiUrl, email, /^Confirm that/));
    await client.DELETE("/v1/account/email");
    expect(codeOf(await nobody.POST("/v1/auth/confirm-email", { body: { token: old, side: "old" } }))).toBe(
      "link_expired",
    );
  });

  test("that has an account is refused in a letter to its reader, not in the answer", async () => {
    const [one, other] = [await customer(), await customer()];
    const answer = await one.client.POST("/v1/account/email", { body: { email: other.email, password: PASSWORD } });
    expect(answer.response.status).toBe(200);
    expect((await letterTo(at.apiUrl, other.email, /account of its own/)).text).not.toContain("token=");
  });
});
