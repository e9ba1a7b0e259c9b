import { expect, test } from "vitest";
import { safeNextPath } from "./next-path.ts";

test.each([
  ["/servers", "/servers"],
  ["/activity?tab=audit&status=error", "/activity?tab=audit&status=error"],
  ["/servers/../operator", "/operator"],
])("follows a path of this site: %s", (next, path) => expect(safeNextPath(next)).toBe(path));

test.each([
  undefined,
  null,
  "",
  "servers",
  "https://example.com",
  "//example.com",
  "/\\example.com",
  "/\t/example.com",
  "/.//example.com",
  "javascript:alert(1)",
  "/sign-in?next=/servers",
  "/auth/logout",
  "/api/v1/servers",
])("refuses %s", (next) => expect(safeNextPath(next)).toBeUndefined());
