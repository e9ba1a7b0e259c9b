import { expect, test } from "vitest";
import { type OrderForm, orderShape } from "./form-schema.ts";
import { orderBody } from "./order-body.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
const filled: OrderForm = {
  name: "web-1",
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: `${KEY}\n\n  ${KEY}\n`,
  labels: [
    { key: "env", value: "prod" },
    { key: "", value: "" },
  ],
};
const wrongFields = (change: Partial<OrderForm>) => {
  const result = orderShape.safeParse({ ...filled, ...change });
  return result.success ? [] : result.error.issues.map((issue) => issue.path[0]);
};

test("becomes the body the API takes: one key a line, labels as a record", () => {
  expect(orderBody(orderShape.parse(filled))).toEqual({
    name: "web-1",
    plan: "s1",
    image: "debian-13",
    location: "fra1",
    ssh_keys: [KEY, KEY],
    labels: { env: "prod" },
  });
});

test.each(["", " ", "-web", "web-", "web_1", "a..b", "x".repeat(64)])("refuses the name '%s'", (name) =>
  expect(wrongFields({ name })).toEqual(["name"]),
);

test("refuses what is no public key, and a private one by name", () => {
  expect(wrongFields({ ssh_keys: `${KEY}\nhello` })).toEqual(["ssh_keys"]);
  const result = orderShape.safeParse({ ...filled, ssh_keys: "-----BEGIN OPENSSH PRIVATE KEY-----" });
  expect(result.error?.issues[0]?.message).toContain("private key");
});

test.each([
  [[{ key: "env", value: "a b" }]],
  [[{ key: "", value: "orphan" }]],
  [
    [
      { key: "env", value: "a" },
      { key: "env", value: "b" },
    ],
  ],
])("refuses labels the API would refuse: %j", (labels) => expect(wrongFields({ labels })).toEqual(["labels"]));
