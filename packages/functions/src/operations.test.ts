import {
  ALL_PERMISSIONS,
  KEY_PERMISSIONS,
  OPERATOR_ROLE_PERMISSIONS,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  withinSupport,
} from "@hostwright/core/access";
import { expect, test } from "vitest";
import { allOperations } from "./operations.ts";

const operations = await allOperations();
const closed = ALL_PERMISSIONS.filter((one) => !one.startsWith("public:"));

test("every command and query names a permission that exists", () => {
  const unknown = operations.filter(({ operation }) => !(operation.permission in PERMISSIONS));
  expect(unknown.map(({ operation }) => operation.name)).toEqual([]);
});

test("no permission is without a command or query", () => {
  const named = new Set(operations.map(({ operation }) => operation.permission));
  expect(ALL_PERMISSIONS.filter((one) => !named.has(one))).toEqual([]);
});

test("every permission is granted to some role", () => {
  const granted = new Set(
    [...Object.values(ROLE_PERMISSIONS), ...Object.values(OPERATOR_ROLE_PERMISSIONS)].flatMap((role) => [...role]),
  );
  expect(closed.filter((one) => !granted.has(one))).toEqual([]);
});

test("tenants' roles hold nothing of operators', and operators' nothing that acts for a tenant", () => {
  const ofTenants = Object.values(ROLE_PERMISSIONS).flatMap((role) => [...role]);
  expect(ofTenants.filter((one) => one.startsWith("operator:"))).toEqual([]);
  const ofOperators = Object.values(OPERATOR_ROLE_PERMISSIONS).flatMap((role) => [...role]);
  expect(ofOperators.filter((one) => /^(server|address|firewall|backup|key|webhook):/.test(one))).toEqual([]);
});

test("each tenant role holds what the lesser one holds", () => {
  const { owner, admin, member, "read-only": reader } = ROLE_PERMISSIONS;
  for (const [lesser, greater] of [
    [reader, member],
    [member, admin],
    [admin, owner],
  ] as const)
    expect([...greater]).toEqual(expect.arrayContaining([...lesser]));
});

test("no API key can manage people, roles or keys", () => {
  expect(KEY_PERMISSIONS.filter((one) => /^(account|key|role|member|tenant|operator):/.test(one))).toEqual([]);
});

test("an operator in a customer's place never manages keys, people, roles or the account, and reads no secret", () => {
  const held = [...withinSupport(ALL_PERMISSIONS)];
  expect(held.filter((one) => /^(key|member|tenant|operator):|:manage$|:delete$|:console$/.test(one))).toEqual([]);
  const behind = operations.filter(({ operation }) => held.includes(operation.permission));
  expect(behind.flatMap(({ routes }) => routes.filter((route) => route.secret)).map(({ path }) => path)).toEqual([]);
});

test("a reader changes nothing but their own account", () => {
  const reads = new Set(
    operations.filter(({ operation }) => operation.kind === "query").map(({ operation }) => operation.permission),
  );
  const held = [...ROLE_PERMISSIONS["read-only"]].filter((one) => !one.startsWith("account:"));
  expect(held.filter((one) => !reads.has(one))).toEqual([]);
});
