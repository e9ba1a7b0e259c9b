import {
  ALL_PERMISSIONS,
  CHOOSABLE,
  KEY_PERMISSIONS,
  KEY_READ_PERMISSIONS,
  OPERATOR_ROLE_PERMISSIONS,
  operatorRole,
  permissionsOfCustom,
  ROLE_PERMISSIONS,
  role,
  withinScope,
  withinSupport,
} from "@hostwright/core/access";
import { signAccessToken } from "@hostwright/core/identity";
import type { Permission } from "@hostwright/core/kernel";
import { apis } from "@hostwright/functions/manifest";
import { type Route, routeKey } from "@hostwright/functions/route";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, refused } from "./support/answers.ts";
import { type Face, openFace } from "./support/face.ts";
import { order } from "./support/fixtures/servers.ts";
import { anOperator, supportOf } from "./support/fixtures/staff.ts";
import { aKey } from "./support/fixtures/tenants.ts";
import { fixtures } from "./support/fixtures.ts";
import { pathOf, unknownIds } from "./support/paths.ts";

/**
 * Every route of the manifest, asked by everybody there is, against what the permission table says. Nobody's, expired and
 * strangers' tokens are in routes.test.ts.
 */
const routes: Route[] = Object.values(apis)
  .flat()
  .filter((route) => !route.open);

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

interface Caller {
  name: string;
  authorization: string;
  holds: ReadonlySet<Permission>;
}

const bearer = (token: string) => `Bearer ${token}`;

/** Whoever acts in the owner's tenant with that role; a custom one where it is given what it allows. */
async function member(name: string, held: { role: string; custom?: Permission[]; scope?: string }): Promise<Caller> {
  const { member: owner, ...session } = face.sessions.owner;
  if (!owner) throw new Error("the owner is a member");
  const token = await signAccessToken(face.app, { ...session, member: { tenant: owner.tenant, ...held } });
  const builtIn = role.safeParse(held.role);
  const all = builtIn.success ? ROLE_PERMISSIONS[builtIn.data] : permissionsOfCustom(held.custom ?? []);
  return { name, authorization: bearer(token), holds: held.scope ? withinScope(all) : all };
}

async function key(name: string, permissions: Permission[]): Promise<Caller> {
  await face.app.db.kysely.deleteFrom("api_keys").where("name", "=", name).execute();
  const { authorization } = await aKey(face, { name, permissions });
  return { name, authorization, holds: new Set(permissions) };
}

/** Asks with ids that nothing has and no body: whoever may gets past the permission, to 404, 400 or a list. */
const knock = ({ authorization }: Caller, { method, path }: Route) =>
  face.ask(method, pathOf(path, { params: unknownIds(path) }), { headers: { authorization } });

/** What is wrong with the answer to a knock, by the table. */
async function breach(caller: Caller, route: Route): Promise<string[]> {
  const answer = await knock(caller, route);
  const granted = caller.holds.has(route.operation.permission);
  const said = `${caller.name}: ${routeKey(route)} answers ${answer.status}`;
  if (granted) return answer.status === 401 || answer.status === 403 || answer.status >= 500 ? [said] : [];
  if (answer.status !== 403) return [`${said} to whoever lacks ${route.operation.permission}`];
  const { code, message } = errorOf(answer);
  return code === "forbidden" && message.includes(`'${route.operation.permission}'`) ? [] : [`${said}: ${message}`];
}

async function breaches(caller: Caller, asked: readonly Route[] = routes): Promise<string[]> {
  const found: string[] = [];
  for (const route of asked) found.push(...(await breach(caller, route)));
  return found;
}

describe("a caller reaches what the table grants, and nothing else", () => {
  test.each(role.options)("%s", async (name) => {
    expect(await breaches(await member(name, { role: name }))).toEqual([]);
  });

  test("a member who is limited to some servers", async () => {
    expect(await breaches(await member("scoped owner", { role: "owner", scope: "env=prod" }))).toEqual([]);
  });

  test.each(operatorRole.options)("an operator: %s", async (name) => {
    const { authorization } = (await anOperator(face, [name])).headers;
    const caller = { name, authorization, holds: OPERATOR_ROLE_PERMISSIONS[name] };
    expect(await breaches(caller)).toEqual([]);
  });

  test("a key with all there is for keys, and a read-only one", async () => {
    expect(await breaches(await key("full", [...KEY_PERMISSIONS]))).toEqual([]);
    expect(await breaches(await key("reader", [...KEY_READ_PERMISSIONS]))).toEqual([]);
  });

  test("an operator in a customer's place", async () => {
    const { authorization } = await supportOf(face);
    const holds = withinSupport(ROLE_PERMISSIONS.owner);
    expect(await breaches({ name: "support", authorization, holds })).toEqual([]);
  });
});

describe("each permission alone opens its routes, and all others together do not", () => {
  const behind = (permission: Permission) => routes.filter(({ operation }) => operation.permission === permission);

  test.each(CHOOSABLE)("a role of %s", async (permission) => {
    const others = CHOOSABLE.filter((one) => one !== permission);
    const alone = await member("alone", { role: "rol_alone", custom: [permission] });
    const without = await member("without", { role: "rol_without", custom: others });
    expect(await breaches(alone, behind(permission))).toEqual([]);
    expect(await breaches(without, behind(permission))).toEqual([]);
  });

  test.each(KEY_PERMISSIONS)("a key of %s", async (permission) => {
    const others = KEY_PERMISSIONS.filter((one) => one !== permission);
    expect(await breaches(await key("alone", [permission]), behind(permission))).toEqual([]);
    expect(await breaches(await key("without", others), behind(permission))).toEqual([]);
  });
});

describe("whoever is limited by label", () => {
  /** Fixtures make servers without labels. */
  const INSIDE = "!elsewhere";
  const OUTSIDE = "elsewhere";
  const named = routes
    .filter(
      ({ path, operation }) => /\/v1\/(servers|actions)\/\{/.test(path) && withinScope([operation.permission]).size > 0,
    )
    .map((route) => [routeKey(route), route] as const);
  const ask = async (route: Route, { authorization }: Caller) => {
    const request = (await fixtures[routeKey(route)]?.make(face)) ?? {};
    const body = request.body === undefined ? {} : { body: request.body };
    return face.ask(route.method, pathOf(route.path, request), { headers: { authorization }, ...body });
  };

  test.each(named)("finds no other server: %s", async (_key, route) => {
    const inside = await ask(route, await member("inside", { role: "owner", scope: INSIDE }));
    expect(inside.status, JSON.stringify(inside.body)).toBe(route.status);
    const outside = await ask(route, await member("outside", { role: "owner", scope: OUTSIDE }));
    const unknown = await knock(await member("nobody's", { role: "owner" }), route);
    refused(outside, 404, "not_found");
    if (unknown.status === 404) expect(errorOf(outside).message).toBe(errorOf(unknown).message);
  });

  test.each([
    ["/v1/servers", "servers"],
    ["/v1/actions", "actions"],
    ["/v1/audit?limit=100", "entries"],
  ])("is listed nothing else: %s", async (path, list) => {
    const ids = async (caller: Caller) => {
      const { body } = await face.ask("GET", path, { headers: { authorization: caller.authorization } });
      const rows = z.record(z.string(), z.unknown()).parse(body)[list];
      return z.array(z.looseObject({ actor: z.object({ id: z.string() }).optional() })).parse(rows);
    };
    expect(await ids(await member("inside", { role: "owner", scope: INSIDE }))).not.toEqual([]);
    const theirs = await ids(await member("outside", { role: "owner", scope: OUTSIDE }));
    expect(theirs.filter(({ actor }) => actor?.id !== face.sessions.owner.user)).toEqual([]);
    if (list !== "entries") expect(theirs).toEqual([]);
  });

  test("orders and relabels within it alone", async () => {
    const { authorization } = await member("web", { role: "owner", scope: "team=web" });
    const headers = { authorization };
    expect(refused(await face.ask("POST", "/v1/servers", { headers, body: order() }), 400, "invalid_input")).toEqual([
      "labels",
    ]);
    const made = await face.ask("POST", "/v1/servers", { headers, body: order({ labels: { team: "web" } }) });
    expect(made.status).toBe(202);
    const { server } = z.object({ server: z.object({ id: z.string() }) }).parse(made.body);
    const db = face.app.db.kysely;
    await db.updateTable("servers").set({ status: "running", action_id: null }).where("id", "=", server.id).execute();
    const lost = await face.ask("PATCH", `/v1/servers/${server.id}`, { headers, body: { labels: { team: "shop" } } });
    expect(refused(lost, 400, "invalid_input")).toEqual(["labels"]);
  });

  test("a key is limited by its own selector and by its maker's", async () => {
    const seen = async (authorization: string) =>
      (await face.ask("GET", "/v1/servers", { headers: { authorization } })).body;
    const { authorization } = await aKey(face, { name: "scoped", scope: "team=web" });
    expect(await seen(authorization)).toMatchObject({ servers: [{ labels: { team: "web" } }] });
    const { tenant, user } = { tenant: face.sessions.owner.member?.tenant ?? "", user: face.sessions.owner.user };
    const limit = (scope: string | null) =>
      face.app.db.kysely
        .updateTable("memberships")
        .set({ scope })
        .where("tenant_id", "=", tenant)
        .where("user_id", "=", user)
        .execute();
    await limit("team=shop");
    expect(await seen(authorization)).toMatchObject({ servers: [] });
    await limit(null);
  });
});

test("the table leaves nothing out", () => {
  const known = new Set<string>(ALL_PERMISSIONS);
  expect(routes.filter(({ operation }) => !known.has(operation.permission)).map(routeKey)).toEqual([]);
});
