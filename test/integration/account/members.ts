import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../system/clock.ts";
import { lettersTo, letterTo, tokenIn } from "../../system/mail.ts";
import {
  accept,
  askFor,
  at,
  codeOf,
  complete,
  customer,
  invited,
  isAlive,
  NEXT,
  newAddress,
  nobody,
  order,
  PASSWORD,
  signIn,
} from "./world.ts";

describe("members", () => {
  test("are invited; a reader sees servers and orders none", async () => {
    const owner = await customer();
    const email = newAddress();
    const { token } = await invited(owner.client, email, "read-only");
    const { data } = await nobody.POST("/v1/auth/invitation", { body: { token } });
    expect(data?.invitation).toMatchObject({
      email,
      account: false,
      role_name: "read-only",
      tenant: { name: "Newcomers" },
    });
    const twice = await Promise.all([accept(token), accept(token)]);
    expect(twice.map(({ response }) => response.status).sort()).toEqual([200, 410]);
    const reader = await signIn(email);
    expect((await reader.client.GET("/v1/servers")).response.status).toBe(200);
    expect(codeOf(await order(reader.client, "not-theirs"))).toBe("forbidden");
    expect((await owner.client.GET("/v1/members")).data?.members.map((one) => one.email).sort()).toEqual(
      [email, owner.email].sort(),
    );
  });

  test("with an account join with it, whoever is signed in, and act in several tenants", async () => {
    const [owner, guest] = [await customer(), await customer()];
    const { token } = await invited(owner.client, guest.email, "admin");
    expect((await accept(token, {})).data?.tenant.id).toBe(owner.tenant);
    expect((await guest.client.GET("/v1/me")).data?.memberships).toHaveLength(2);
    expect((await (await signIn(guest.email, PASSWORD, owner.tenant)).client.GET("/v1/me")).data?.role).toBe("admin");
  });

  test("join with the latest letter alone, within a week, and not after it was revoked", async () => {
    const owner = await customer();
    const email = newAddress();
    const { id, token } = await invited(owner.client, email, "read-only");
    const path = { id };
    await owner.client.POST("/v1/invitations/{id}/actions/resend", { params: { path } });
    expect(codeOf(await accept(token))).toBe("link_expired");
    await owner.client.DELETE("/v1/invitations/{id}", { params: { path } });
    const latest = (await lettersTo(at.apiUrl, email)).map(tokenIn);
    for (const one of latest) expect(codeOf(await accept(one))).toBe("link_expired");
    const late = await invited(owner.client, newAddress(), "read-only");
    await at.time.jump(8 * DAY, HOUR);
    expect(codeOf(await accept(late.token))).toBe("link_expired");
    const again = await signIn(owner.email);
    expect((await again.client.GET("/v1/invitations")).data?.invitations).toMatchObject([{ status: "expired" }]);
  });

  test("are not invited by who may give less, nor twice, nor more often than a mailbox bears", async () => {
    const owner = await customer();
    const admin = newAddress();
    await accept((await invited(owner.client, admin, "admin")).token);
    const { client } = await signIn(admin);
    const ask = (email: string, role: "owner" | "admin") => client.POST("/v1/invitations", { body: { email, role } });
    expect(codeOf(await ask(newAddress(), "owner"))).toBe("forbidden");
    expect(codeOf(await ask(owner.email, "admin"))).toBe("uniqueness_error");
    const email = newAddress();
    const path = { id: (await ask(email, "admin")).data?.invitation.id ?? "" };
    expect(codeOf(await ask(email, "admin"))).toBe("uniqueness_error");
    const resend = () => client.POST("/v1/invitations/{id}/actions/resend", { params: { path } });
    const answers = [await resend(), await resend(), await resend()];
    expect(answers.map(codeOf)).toEqual([undefined, undefined, "rate_limit_exceeded"]);
  });

  test("leave an owner behind: of two who go at once, one stays", async () => {
    const owner = await customer();
    const { data: alone } = await owner.client.GET("/v1/members");
    const mine = { params: { path: { id: alone?.members[0]?.id ?? "" } } };
    expect(codeOf(await owner.client.POST("/v1/tenant/actions/leave"))).toBe("conflict");
    expect(codeOf(await owner.client.DELETE("/v1/members/{id}", mine))).toBe("conflict");
    expect(codeOf(await owner.client.PATCH("/v1/members/{id}", { ...mine, body: { role: "admin" } }))).toBe("conflict");
    const email = newAddress();
    await accept((await invited(owner.client, email, "owner")).token);
    const second = await signIn(email);
    const answers = await Promise.all([owner.client, second.client].map((one) => one.POST("/v1/tenant/actions/leave")));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([200, 409]);
  });

  test("who are removed are out: session, sign-in and letter", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const admin = await signIn(email);
    const { data } = await owner.client.GET("/v1/members");
    const id = data?.members.find((one) => one.email === email)?.id ?? "";
    const first = data?.members.find((one) => one.you)?.id ?? "";
    expect(codeOf(await admin.client.DELETE("/v1/members/{id}", { params: { path: { id: first } } }))).toBe(
      "forbidden",
    );
    expect((await owner.client.DELETE("/v1/members/{id}", { params: { path: { id } } })).response.status).toBe(200);
    expect([await isAlive(admin.refresh), (await signIn(email)).status]).toEqual([false, 403]);
    await letterTo(at.apiUrl, email, /no longer a member/);
  });

  test("who are demoted or removed give themselves nothing back with a token from before", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const { client } = await signIn(email);
    const mine = { params: { path: { id: (await client.GET("/v1/me")).data?.user.id ?? "" } } };
    await owner.client.PATCH("/v1/members/{id}", { ...mine, body: { role: "read-only" } });
    expect(codeOf(await client.PATCH("/v1/members/{id}", { ...mine, body: { role: "admin" } }))).toBe("forbidden");
    const role = { name: "Back door", permissions: ["member:manage" as const] };
    expect(codeOf(await client.POST("/v1/roles", { body: role }))).toBe("forbidden");
    await owner.client.DELETE("/v1/members/{id}", mine);
    const body = { email: newAddress(), role: "admin" };
    expect(codeOf(await client.POST("/v1/invitations", { body }))).toBe("forbidden");
  });

  test("whom their last tenant let go open one of their own, with the account they have", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const before = (await (await signIn(email)).client.GET("/v1/me")).data;
    const path = { id: before?.user.id ?? "" };
    await owner.client.DELETE("/v1/members/{id}", { params: { path } });
    expect((await complete(await askFor(email), { tenant: "Alone", password: NEXT })).response.status).toBe(201);
    expect((await signIn(email)).status).toBe(401);
    const { client } = await signIn(email, NEXT);
    expect((await client.GET("/v1/me")).data).toMatchObject({ user: { id: path.id }, tenant: { name: "Alone" } });
    await nobody.POST("/v1/auth/register", { body: { email } });
    await letterTo(at.apiUrl, email, /have an account already/);
  });
});
