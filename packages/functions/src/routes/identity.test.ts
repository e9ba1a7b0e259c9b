import { SIGN_INS } from "@hostwright/core/audit";
import { tokenShape } from "@hostwright/core/identity";
import { expect, test } from "vitest";
import { identityRoutes } from "./identity.ts";

/** They go on with a session that is open already. */
const GO_ON = ["auth.refresh", "auth.switch"];

test("whatever opens a session is watched for suspicious sign-ins, by the name its audit rows bear", () => {
  const opening = identityRoutes
    .filter(({ answer, operation }) => answer === tokenShape && !GO_ON.includes(operation.name))
    .map(({ operation }) => operation.name);
  expect([...SIGN_INS].sort()).toEqual(opening.sort());
});
