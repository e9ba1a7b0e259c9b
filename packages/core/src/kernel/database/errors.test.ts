import { expect, test } from "vitest";
import { isRetryable, isUniqueViolation, OutcomeUnknown } from "./errors.ts";

const error = (message: string, properties: object = {}) => Object.assign(new Error(message), properties);

test.each([
  ["a serialization failure", error("could not serialize", { code: "40001" })],
  ["a deadlock in MySQL", error("Deadlock found", { errno: 1213, code: "ER_LOCK_DEADLOCK" })],
  ["a server shutting down", error("terminating connection", { code: "57P01" })],
  ["a refused connection", error("connect ECONNREFUSED 127.0.0.1:5432", { code: "ECONNREFUSED" })],
  ["a connection lost between statements", error("Connection terminated unexpectedly")],
  ["a lost connection in MySQL", error("Connection lost", { code: "PROTOCOL_CONNECTION_LOST", fatal: true })],
  ["an Aurora that wakes up", error("resuming", { name: "DatabaseResumingException" })],
  ["a deadlock through the Data API", error("ERROR: deadlock detected; SQLState: 40P01")],
  ["a Data API transaction that expired", error("Transaction AAbb+/= is not found", { name: "BadRequestException" })],
])("%s is retryable", (_, cause) => {
  expect(isRetryable(cause)).toBe(true);
});

test.each([
  ["a commit whose answer was lost", new OutcomeUnknown(error("Connection terminated unexpectedly"))],
  ["a syntax error", error("syntax error", { code: "42601" })],
  ["a unique violation", error("duplicate key", { code: "23505", constraint: "x" })],
  ["a statement cut off by the Data API", error("Statement timed out", { name: "StatementTimeoutException" })],
  ["a refusal of our own", new Error("the plan is gone")],
  ["undefined", undefined],
])("%s is not retryable", (_, cause) => {
  expect(isRetryable(cause)).toBe(false);
});

test("a unique violation's constraint is found wherever the database puts it", () => {
  const names = [
    error("duplicate", { code: "23505", constraint: "servers_vmid" }),
    error("Duplicate entry 'a' for key 'servers_vmid'", { errno: 1062 }),
    error("Duplicate entry 'a' for key 'servers.servers_vmid'", { errno: 1062 }),
    error(
      'ERROR: duplicate key value violates unique constraint "servers_vmid"\n  Detail: Key (id)=(1) already exists.; SQLState: 23505',
    ),
  ].map(isUniqueViolation);
  expect(new Set(names)).toEqual(new Set(["servers_vmid"]));
  expect(isUniqueViolation(error("null value", { code: "23502", constraint: "x" }))).toBeUndefined();
});
