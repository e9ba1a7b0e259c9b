import { expect, it } from "vitest";
import { z } from "zod";
import { readSettings, stageSettings } from "./settings.ts";

const { relayAuthority: _authority, ...example } = readSettings("example");

it("names what a stage's own settings get wrong, and takes no secret, no wiring and nothing unknown among them", () => {
  const result = stageSettings.safeParse({
    ...example,
    settings: {
      HOSTWRIGHT_REGISTRATION: "whoever",
      HOSTWRIGHT_LIMIT_REQUESTS: "many",
      HOSTWRIGHT_ORDER_REVIEW_SECRET: `whsec_${"A".repeat(32)}`,
      HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: "hunter2",
      HOSTWRIGHT_OPERATOR_OIDC_ROLES: "admins=root",
      HOSTWRIGHT_DATABASE_URL: "postgres://elsewhere",
      HOSTWRIGHT_REGISTRATOIN: "open",
      HOSTWRIGHT_QUOTA_CORES: "12",
    },
  });
  const wrong = result.error ? z.prettifyError(result.error) : "";
  for (const name of [
    "settings.HOSTWRIGHT_REGISTRATION",
    "settings.HOSTWRIGHT_LIMIT_REQUESTS",
    "HOSTWRIGHT_ORDER_REVIEW_SECRET",
    "HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET",
    "settings.HOSTWRIGHT_OPERATOR_OIDC_ROLES",
    "HOSTWRIGHT_DATABASE_URL",
    "HOSTWRIGHT_REGISTRATOIN",
  ])
    expect(wrong).toContain(name);
  expect(wrong).not.toContain("QUOTA_CORES");
});

it("needs none of them", () => {
  const { settings: _none, ...rest } = example;
  expect(stageSettings.parse(rest).settings).toEqual({});
});
