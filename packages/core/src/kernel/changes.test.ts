import { expect, test } from "vitest";
import { changed } from "./changes.ts";
import { masked } from "./mask.ts";

test("tells before and after of each field that changed, and of no other", () => {
  const before: { name: string; labels: string[]; scope: string | null; kept: number } = {
    name: "web",
    labels: ["a"],
    scope: null,
    kept: 1,
  };
  expect(changed(before, { name: "www", labels: ["a"], scope: "env=prod", kept: undefined })).toEqual({
    name: { before: "web", after: "www" },
    scope: { before: null, after: "env=prod" },
  });
  expect(changed<{ name: string }>(null, { name: "web" })).toEqual({ name: { before: null, after: "web" } });
  expect(changed({ name: "web" }, null)).toEqual({ name: { before: "web", after: null } });
});

test("a secret is kept neither as it was nor as it is", () => {
  const changes = changed(
    { api_token: "one", note: "Bearer aaaaaaaaaaaaaaaaaaaaaaaa", url: "https://u:old@example.com" },
    { api_token: "two", note: "plain", url: "https://u:new@example.com" },
  );
  const kept = JSON.stringify(Object.entries(changes).map(([field, change]) => [field, masked(change, field)]));
  expect(kept).not.toMatch(/"one"|"two"|aaaa|:old@|:new@/);
  expect(kept).toContain('["api_token","[masked]"]');
  expect(kept).toContain('{"before":"[masked]","after":"plain"}');
});
