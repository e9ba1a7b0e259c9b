import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../system/clock.ts";
import { letterTo, tokenIn } from "../../system/mail.ts";
import { at, codeOf, customer, isAlive, NEXT, nobody, PASSWORD, signIn } from "./world.ts";

describe("a password", () => {
  test("is set anew by mail: once, within the hour, and every session ends", async () => {
    const { email, refresh } = await customer();
    const asks = async () => {
      await nobody.POST("/v1/auth/reset", { body: { email } });
      return tokenIn(await letterTo(at.apiUrl, email, /Set a new password/));
    };
    const token = await asks();
    const other = await asks();
    const set = (one: string) => nobody.POST("/v1/auth/reset/complete", { body: { token: one, password: NEXT } });
    const both = await Promise.all([set(token), set(token)]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([200, 410]);
    expect(codeOf(await set(other))).toBe("link_expired");
    expect(await isAlive(refresh)).toBe(false);
    expect([(await signIn(email)).status, (await signIn(email, NEXT)).status]).toEqual([401, 200]);
    await letterTo(at.apiUrl, email, /password was changed/);
    await nobody.POST("/v1/auth/reset", { body: { email } });
    const late = tokenIn(await letterTo(at.apiUrl, email, /Set a new password/));
    await at.time.jump(HOUR + MINUTE, 5 * MINUTE);
    expect(codeOf(await set(late))).toBe("link_expired");
  });

  test("is changed by who knows it; other sessions end, this one goes on", async () => {
    const { email, client, refresh } = await customer();
    const elsewhere = await signIn(email);
    const change = (current_password: string, password = NEXT) =>
      client.POST("/v1/account/password", { body: { current_password, password } });
    expect((await change("something else entirely")).error?.error.details?.fields?.[0]?.name).toBe("current_password");
    expect((await change(PASSWORD, "nora new is my name")).error?.error.details?.fields?.[0]?.name).toBe("password");
    expect(await isAlive(elsewhere.refresh)).toBe(true);
    expect((await change(PASSWORD)).response.status).toBe(200);
    expect([await isAlive(elsewhere.refresh), await isAlive(refresh)]).toEqual([false, true]);
    expect((await signIn(email, NEXT)).status).toBe(200);
  });
});
