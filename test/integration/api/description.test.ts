import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { apis } from "@hostwright/functions/manifest";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { z } from "zod";
import { operations, problems, published, v1 } from "./support/description.ts";

test("is valid OpenAPI 3.1", async () => {
  const checked = await new Validator().validate(z.record(z.string(), z.unknown()).parse(published));
  expect(checked.errors).toBeUndefined();
  expect(checked.valid).toBe(true);
});

test("describes every route but the documents, with a name of its own", () => {
  const routes = Object.values(apis)
    .flat()
    .filter((route) => !route.document)
    .map((route) => `${route.method} ${route.path}`);
  expect(operations.map((one) => `${one.method} ${one.path}`).sort()).toEqual(routes.sort());
  expect(new Set(operations.map((one) => one.operation.operationId)).size).toBe(operations.length);
});

test("is what the routes say today, the sdk's types too", () => {
  const script = fileURLToPath(new URL("../../../scripts/openapi.ts", import.meta.url));
  const run = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect({ status: run.status, said: run.stderr }).toEqual({ status: 0, said: "" });
});

test("formats are ones that JSON Schema knows", () => {
  const formats = new Set([...JSON.stringify(published).matchAll(/"format":"([^"]+)"/g)].map((match) => match[1]));
  expect([...formats].sort()).toEqual(["date", "date-time", "email", "ipv4", "ipv6", "uri"]);
});

test("no shape must be both itself and null", () => {
  expect(JSON.stringify(published)).not.toMatch(/"allOf":\[[^[\]]*\{"type":\["object","null"\]\}\]/);
});

/** Every schema of the description that has an example, by where it is. */
function examples(value: unknown, at: string[] = []): { at: string[]; example: unknown }[] {
  if (typeof value !== "object" || value === null) return [];
  const here = "example" in value && !at.includes("example") ? [{ at, example: value.example }] : [];
  return [...here, ...Object.entries(value).flatMap(([key, one]) => examples(one, [...at, key]))];
}

const found = examples(v1).filter(({ at }) => at.at(-1) !== "properties");
test.each(found.map(({ at, example }) => [at.join("/"), at, example] as const))(
  "example at %s",
  (_name, at, example) => {
    expect(problems(at, example)).toEqual([]);
  },
);

test("there are examples, and every field of a request body has words or an example", () => {
  expect(found.length).toBeGreaterThan(20);
  for (const { method, path, operation } of operations) {
    const body = operation.requestBody?.content["application/json"].schema;
    for (const [name, field] of Object.entries(z.record(z.string(), z.unknown()).parse(body?.properties ?? {})))
      expect(field, `${method} ${path}: ${name}`).toSatisfy(isExplained);
  }
});

const explained = z.union([
  z.looseObject({ description: z.string() }),
  z.looseObject({ example: z.unknown() }).refine((field) => field.example !== undefined),
  z.looseObject({ enum: z.array(z.unknown()) }),
]);
const reference = z.looseObject({ $ref: z.string() });
const isExplained = (field: unknown): boolean => {
  const named = reference.safeParse(field).data?.$ref.split("/").at(-1);
  return explained.safeParse(named === undefined ? field : v1.components.schemas[named]).success;
};
