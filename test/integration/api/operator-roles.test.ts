import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { comeBack, operatorsProvider, signedIn } from "./support/company.ts";
import { type Face, openFace } from "./support/face.ts";
import { anOperator, auditRowOf } from "./support/fixtures/staff.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

type Headers = { authorization: string };
const statusOf = async (path: string, headers: Headers) => (await face.ask("GET", path, { headers })).status;
const db = () => face.app.db.kysely;

describe("operators' roles", () => {
  const set = (id: string, roles: string[], asked: { as: "operator" } | { headers: Headers } = { as: "operator" }) =>
    face.ask("PUT", `/v1/operator/operators/${id}/roles`, { ...asked, body: { roles } });

  test("are changed by admins, count with the next request both ways, and are audited and written of", async () => {
    const { id, email, headers } = await anOperator(face, ["support"]);
    const sees = () => statusOf(`/v1/operator/support?tenant=${face.sessions.owner.member?.tenant}`, headers);
    expect(await sees()).toBe(200);
    const answer = await set(id, ["finance", "engineer"]);
    expect(answer.body).toMatchObject({ operator: { id, email, roles: ["finance", "engineer"], you: false } });
    expect(await sees()).toBe(403);
    await set(id, ["support"]);
    expect(await sees()).toBe(200);
    const row = await auditRowOf(face, answer);
    expect(row).toMatchObject({ command: "operator.role.set", outcome: "done", resource_id: id });
    const changes = { roles: { before: ["support"], after: ["finance", "engineer"] } };
    expect(JSON.parse(String(row.changes))).toEqual(changes);
    const letter = await db()
      .selectFrom("outbox")
      .select("payload")
      .where("request_id", "=", answer.headers.get("x-request-id") ?? "")
      .execute();
    expect(JSON.stringify(letter)).toContain(email);
    const { body } = await face.ask("GET", "/v1/operator/operators?limit=100", { as: "operator" });
    const { operators } = z.object({ operators: z.array(z.looseObject({ id: z.string() })) }).parse(body);
    const [listed] = operators.filter((one) => one.id === id);
    expect(listed).toMatchObject({ roles: ["support"], last_seen: face.clock.now().toISOString(), provider: false });
    expect(refused(await set(id, ["root"]), 400, "invalid_input")).toEqual(["roles.0"]);
  });

  test("taken away altogether leave no operator: sessions end and the provider's word is forgotten", async () => {
    const { id, email, headers } = await anOperator(face, ["support"]);
    const issuer = await operatorsProvider(face, ["help desk=support"]);
    const said = { sub: id, email, groups: ["help desk"] };
    const { refresh_token } = await signedIn(face, issuer, said, { operator: true });
    expect((await set(id, [])).status).toBe(200);
    expect(await statusOf("/v1/me", headers)).toBe(401);
    refused(await face.ask("POST", "/v1/auth/refresh", { body: { refresh_token } }), 401, "unauthorized");
    const body = await comeBack(face, issuer, said, { operator: true });
    refused(await face.ask("POST", "/v1/auth/oidc/finish", { body }), 403, "forbidden");
    await issuer.close();
    expect(await db().selectFrom("operator_identities").selectAll().where("user_id", "=", id).execute()).toEqual([]);
  });

  /** Who of this database waits for a lock. */
  async function waiting(): Promise<number> {
    const here = sql<boolean>`datname = current_database() and wait_event_type = 'Lock'`;
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity where ${here}`.execute(db());
    return rows.length;
  }

  test("leave an admin, also when two take it from each other at once", async () => {
    const own = face.sessions.operator.user;
    refused(await set(own, ["support"]), 409, "conflict");
    refused(await set(own, []), 409, "conflict");
    const other = await anOperator(face, ["admin"]);
    // Both are under way before either may write.
    const [holding, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = db()
      .transaction()
      .execute(async (trx) => {
        await trx.selectFrom("users").select("id").where("id", "in", [own, other.id]).forUpdate().execute();
        holding.resolve();
        await over.promise;
      });
    await holding.promise;
    const both = Promise.all([set(own, []), set(other.id, [], { headers: other.headers })]);
    await expect.poll(waiting).toBe(2);
    over.resolve();
    await held;
    const answers = await both;
    const admins = (await db().selectFrom("users").select("operator_roles").execute()).filter(({ operator_roles }) =>
      operator_roles?.includes("admin"),
    );
    expect(admins).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
