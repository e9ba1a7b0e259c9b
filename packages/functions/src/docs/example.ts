import { type Description, type Operation, resolve, type Schema } from "./description.ts";

const BY_FORMAT: Record<string, string> = {
  "date-time": "2026-11-20T09:00:00.000Z",
  email: "ada@example.com",
  ipv4: "203.0.113.7",
  ipv6: "2001:db8:0:7::1",
};
/** Of strings that say nothing of themselves, by their name, and that of the object around them where it tells more. */
const BY_NAME: Record<string, string> = {
  access_token: "eyJhbGciOiJFZERTQSIs…",
  refresh_token: "hwr_7Vd0…",
  next_cursor: "WyIiLCJzcnZfMDFrYWdqOHpjMHY3bTJ4NHE5bjV0M3dicHIiXQ",
  request_id: "req_01kagj8zc0v7m2x4q9n5t3wbpr",
  root_password: "kWn4vXc8RtYpQ2mZsHbd",
  "server.name": "web-1",
  "servers.name": "web-1",
  "plan.id": "pln_01kagj8zc0v7m2x4q9n5t3wbpr",
  "plan.name": "s1",
  "image.id": "img_01kagj8zc0v7m2x4q9n5t3wbpr",
  "image.name": "debian-13",
  "location.id": "loc_01kagj8zc0v7m2x4q9n5t3wbpr",
  "location.name": "fra1",
  "tenant.id": "ten_01kagj8zc0v7m2x4q9n5t3wbpr",
  "tenant.name": "Acme Studios",
  "resources.type": "server",
  "resources.id": "srv_01kagj8zc0v7m2x4q9n5t3wbpr",
};

/** A value of that shape: its own example where it has one. `name` and `around` are those of the field and its object. */
export function exampleOf(description: Description, given: Schema, name = "", around = ""): unknown {
  const { schema } = resolve(description, given);
  const said = [given.example, schema.example, schema.const].find((value) => value !== undefined);
  if (said !== undefined) return said;
  if (schema.enum) return schema.default ?? schema.enum[0];
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => exampleOf(description, one, name, around)));
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(description, choice, name, around);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, one]) => [key, exampleOf(description, one, key, name)]),
      );
    case "array":
      return schema.items ? [exampleOf(description, schema.items, name, around)] : [];
    case "integer":
    case "number":
      return schema.default ?? schema.minimum ?? 1;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return BY_FORMAT[schema.format ?? ""] ?? BY_NAME[`${around}.${name}`] ?? BY_NAME[name] ?? name;
  }
}

export const bodySchema = (operation: Operation): Schema | undefined =>
  operation.requestBody?.content["application/json"].schema;

/** The operation as a command line. `origin` is where the API is. */
export function curl(description: Description, operation: Operation, origin: string): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    String(exampleOf(description, operation.parameters.find((one) => one.name === name)?.schema ?? {}, name)),
  );
  const lines = [`curl ${operation.method === "GET" ? "" : `-X ${operation.method} `}${origin}${path}`];
  if (operation.security.length > 0) lines.push('-H "Authorization: Bearer $TOKEN"');
  if (operation.parameters.some((one) => one.name === "Idempotency-Key"))
    lines.push('-H "Idempotency-Key: $(uuidgen)"');
  const body = bodySchema(operation);
  if (body) {
    lines.push('-H "Content-Type: application/json"');
    lines.push(`-d '${JSON.stringify(exampleOf(description, body), null, 2)}'`);
  }
  return lines.join(" \\\n  ");
}
