import { expect, test } from "vitest";
import { seal } from "./secret.ts";

test("a password is sealed as another implementation of the same description seals it", () => {
  expect(seal("a password that is longer than one block of twenty", "start")).toBe(
    "5d1L6fp+Yk3MsVsGOmq52wXM7SpKInlGoLWcLwBHgc7Lt7oV/tDY4fqUNOdOX+211yeMoNRt/X4idi9QVQ7Qk9tX0VkUqw==",
  );
});

test("the text cannot be read off, and another start gives another text", () => {
  expect(seal("secret", "one")).not.toBe(seal("secret", "two"));
  expect(Buffer.from(seal("secret", "one"), "base64").includes("secret")).toBe(false);
});
