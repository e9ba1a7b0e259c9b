import { NextRequest } from "next/server.js";
import { afterEach, expect, test, vi } from "vitest";
import { viewerHeaders } from "./viewer.ts";

const SECRET = "d".repeat(40);
const headersOf = (headers: Record<string, string>, environment: Record<string, string> = {}) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return viewerHeaders(new NextRequest("http://127.0.0.1:3000/api/v1/servers", { headers }));
};
afterEach(() => vi.unstubAllEnvs());

const forged = { "x-dashboard-viewer": "192.0.2.66", "x-forwarded-for": "192.0.2.66", "x-dashboard-secret": "guess" };

test("what a browser writes itself goes no further", () => {
  expect(headersOf(forged)).toEqual({});
  expect(headersOf(forged, { HOSTWRIGHT_DASHBOARD_SECRET: SECRET })).toEqual({ "x-dashboard-secret": SECRET });
});

test("CloudFront is believed by its secret", () =>
  expect(
    headersOf(
      {
        ...forged,
        "x-dashboard-secret": SECRET,
        "x-dashboard-viewer": "2001:db8::7",
        "cloudfront-viewer-country": "DE",
      },
      { HOSTWRIGHT_DASHBOARD_SECRET: SECRET },
    ),
  ).toEqual({
    "x-dashboard-secret": SECRET,
    "x-dashboard-viewer": "2001:db8::7",
    "x-dashboard-viewer-country": "DE",
  }));

test("of a chain of proxies, the one that the last trusted one was called by counts", () => {
  const headers = { ...forged, "x-forwarded-for": "192.0.2.66, 198.51.100.7, 10.0.0.1", "user-agent": "Firefox" };
  const environment = { HOSTWRIGHT_DASHBOARD_SECRET: SECRET, HOSTWRIGHT_TRUSTED_PROXIES: "2" };
  expect(headersOf(headers, environment)).toEqual({
    "user-agent": "Firefox",
    "x-dashboard-secret": SECRET,
    "x-dashboard-viewer": "198.51.100.7",
  });
});
