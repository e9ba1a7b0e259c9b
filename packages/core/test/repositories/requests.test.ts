import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { forgetSessions, hashPassword, login, logout, me, refresh } from "../../src/identity/index.ts";
import { claimKey, dropClaim, keepAnswer, keepRefusal } from "../../src/kernel/idempotency.ts";
import { type Actor, newId, type Tables, transact } from "../../src/kernel/index.ts";
import { forgetIdempotencyKeys, sweepOutbox } from "../../src/kernel/sweep.ts";
import { type Stage, useStage } from "../stage.ts";
import { createWorld, run } from "../world.ts";

const DAY = 24 * 3_600_000;
const nobody: Actor = { type: "anonymous" };

describeOnEachDatabase<Tables>("requests", (opened) => {
  const staged = useStage(opened);

  const claim = (stage: Stage, key: string, body = "{}", actor = stage.ada) =>
    claimKey(stage.world.app, { actor, route: "POST /v1/servers", key, body });
  const answered = async (stage: Stage, key: string, secret: boolean) => {
    const claimed = await claim(stage, key);
    if (!("claim" in claimed)) throw new Error("the key is taken");
    const call = { app: stage.world.app, actor: stage.ada, requestId: "req_1" };
    await transact(call, (ctx) => keepAnswer(ctx, claimed.claim, { status: 202, body: { server: "srv_1" } }, secret));
  };

  test("a key is answered as it was the first time, sealed or not, until it is forgotten", async () => {
    const stage = staged();
    for (const secret of [false, true]) {
      await answered(stage, `key-${secret}`, secret);
      const again = { answer: { status: 202, body: { server: "srv_1" } } };
      expect(await claim(stage, `key-${secret}`)).toEqual(again);
      await expect(claim(stage, `key-${secret}`, "{ }")).rejects.toMatchObject({ code: "idempotency_key_reused" });
      expect(await claim(stage, `key-${secret}`, "{}", stage.eve)).toHaveProperty("claim");
    }
    await stage.world.clock.advance(DAY + 1);
    await forgetIdempotencyKeys(stage.world.app);
    expect(await claim(stage, "key-false")).toHaveProperty("claim");
  });

  test("of ten requests with one key at once, one goes on", async () => {
    const stage = staged();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => claim(stage, "key")));
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(refused).toEqual(Array(9).fill("conflict"));
  });

  test("a claim whose process died lapses, and the dead one's answer no longer counts", async () => {
    const stage = staged();
    const dead = await claim(stage, "key");
    await stage.world.clock.advance(60_000);
    expect(await claim(stage, "key")).toHaveProperty("claim");
    if (!("claim" in dead)) throw new Error("the key was taken");
    const call = { app: stage.world.app, actor: stage.ada, requestId: "req_1" };
    const late = transact(call, (ctx) => keepAnswer(ctx, dead.claim, { status: 202, body: {} }, false));
    await expect(late).rejects.toMatchObject({ code: "conflict" });
  });

  test("a refusal is kept, a dropped claim is free at once", async () => {
    const stage = staged();
    const first = await claim(stage, "refused");
    if ("claim" in first) await keepRefusal(stage.world.app, first.claim, { status: 409, body: { error: "locked" } });
    expect(await claim(stage, "refused")).toEqual({ answer: { status: 409, body: { error: "locked" } } });
    const second = await claim(stage, "dropped");
    if ("claim" in second) await dropClaim(stage.world.app, second.claim);
    expect(await claim(stage, "dropped")).toHaveProperty("claim");
  });

  test("what was not delivered is swept, by one of two sweepers", async () => {
    const stage = staged();
    const { app, clock } = stage.world;
    await transact({ app: { ...app, deliver: async () => [] }, actor: stage.ada, requestId: "req_1" }, async (ctx) => {
      for (const type of ["a", "b", "c"]) ctx.send({ topic: "event", type, tenant: null, payload: { ü: [1] } });
    });
    expect(await sweepOutbox(app)).toBe(0);
    await clock.advance(5_000);
    const other = { ...createWorld(opened().again()).app, clock, deliver: app.deliver };
    const swept = await Promise.all([sweepOutbox(app), sweepOutbox(other)]);
    expect(swept.reduce((sum, count) => sum + count)).toBe(3);
    expect(stage.world.sent).toEqual(
      expect.arrayContaining(
        ["a", "b", "c"].map((type) => ({ topic: "event", type, tenant: null, payload: { ü: [1] } })),
      ),
    );
    expect(await opened().database.kysely.selectFrom("outbox").selectAll().execute()).toEqual([]);
  });

  const signUp = async (stage: Stage) => {
    const db = opened().database.kysely;
    const created_at = stage.world.clock.now();
    const user = newId("usr", created_at);
    const password_hash = await hashPassword("correct horse");
    await db
      .insertInto("users")
      .values({ id: user, email: "ada@example.com", name: "Ada", password_hash, created_at })
      .execute();
    if (stage.ada.type !== "user") throw new Error("Ada is a user");
    await db
      .insertInto("memberships")
      .values({ tenant_id: stage.ada.tenant, user_id: user, role: "owner", created_at })
      .execute();
    return { actor: { ...stage.ada, user }, tenant: stage.ada.tenant };
  };
  const signIn = (stage: Stage, password = "correct horse") =>
    run(stage.world, nobody, login, { email: "Ada@Example.com", password });
  const tokenOf = (answer: object): string => ("refresh_token" in answer ? String(answer.refresh_token) : "");

  test("signing in, refreshing twice in a moment, and out again", async () => {
    const stage = staged();
    const { actor, tenant } = await signUp(stage);
    expect(await run(stage.world, actor, me, {})).toMatchObject({ tenant: { id: tenant }, role: "owner" });
    const first = tokenOf(await signIn(stage));
    const second = tokenOf(await run(stage.world, nobody, refresh, { refresh_token: first }));
    expect(tokenOf(await run(stage.world, nobody, refresh, { refresh_token: first }))).toBe(second);
    await run(stage.world, nobody, logout, { refresh_token: second });
    await expect(run(stage.world, nobody, refresh, { refresh_token: second })).rejects.toMatchObject({
      code: "unauthorized",
    });
    await stage.world.clock.advance(31 * DAY);
    expect(await forgetSessions(stage.world.app)).toBe(2);
  });

  test("a refresh token used again later ends its session", async () => {
    const stage = staged();
    await signUp(stage);
    const first = tokenOf(await signIn(stage));
    const second = tokenOf(await run(stage.world, nobody, refresh, { refresh_token: first }));
    await stage.world.clock.advance(11_000);
    await run(stage.world, nobody, refresh, { refresh_token: first }).catch((error: unknown) => error);
    await expect(run(stage.world, nobody, refresh, { refresh_token: second })).rejects.toMatchObject({
      code: "unauthorized",
    });
  });
});
