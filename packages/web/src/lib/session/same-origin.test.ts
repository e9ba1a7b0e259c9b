import { NextRequest } from "next/server.js";
import { expect, test } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

const write = (headers: Record<string, string>) =>
  new NextRequest("http://127.0.0.1:3000/api/v1/servers", {
    method: "POST",
    headers: { host: "panel.example.com", ...headers },
  });

test("a browser's own word decides", () => {
  expect(isSameOrigin(write({ "sec-fetch-site": "same-origin" }))).toBe(true);
  for (const site of ["cross-site", "same-site", "none"])
    expect(isSameOrigin(write({ "sec-fetch-site": site, origin: "https://panel.example.com" }))).toBe(false);
});

test("without it, the origin must be the host that was asked", () => {
  expect(isSameOrigin(write({ origin: "https://panel.example.com" }))).toBe(true);
  expect(isSameOrigin(write({ origin: "https://cdn.example.com", "x-forwarded-host": "cdn.example.com" }))).toBe(true);
  expect(isSameOrigin(write({ origin: "https://example.com" }))).toBe(false);
  expect(isSameOrigin(write({ origin: "null" }))).toBe(false);
});

test("with neither, it is refused", () => expect(isSameOrigin(write({}))).toBe(false));
