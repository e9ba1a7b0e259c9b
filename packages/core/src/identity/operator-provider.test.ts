import { expect, test } from "vitest";
import { loadConfig } from "../kernel/index.ts";
import { allowedBy } from "./operator-provider.ts";

const appWith = (settings: Record<string, string>) => ({
  config: loadConfig({
    HOSTWRIGHT_DATABASE_URL: "postgres://localhost/hostwright",
    HOSTWRIGHT_JOB_QUEUE_URL: "http://localhost/{location}",
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
    HOSTWRIGHT_JWT_KEYS: "none",
    HOSTWRIGHT_SEAL_KEY: "none",
    ...settings,
  }),
});
const RULES = "platform=admin, help desk=support,help desk=finance,eu=west=engineer";
const app = appWith({ HOSTWRIGHT_OPERATOR_OIDC_ROLES: RULES });

test.each([
  [["help desk"], ["support", "finance"]],
  [
    ["platform", "eu=west", "others"],
    ["engineer", "admin"],
  ],
  ["platform", ["admin"]],
  ["platform help desk", []],
  [["Platform", "eu", 7, null], []],
  [[], []],
  [undefined, []],
  [{ platform: true }, []],
])("groups %j allow %j", (groups, roles) => {
  expect(allowedBy(app, { sub: "a", groups })).toEqual(roles);
});

test("another claim counts where the settings say so, and none where they name no groups", () => {
  const settings = { HOSTWRIGHT_OPERATOR_OIDC_ROLES: RULES, HOSTWRIGHT_OPERATOR_OIDC_CLAIM: "roles" };
  expect(allowedBy(appWith(settings), { sub: "a", roles: ["platform"], groups: ["help desk"] })).toEqual(["admin"]);
  expect(allowedBy(appWith({}), { sub: "a", groups: ["platform"] })).toBeNull();
});
