import { describe, expect, test } from "vitest";
import { POWER_VERBS, type ServerState, type ServerVerb, serverCan } from "./state.ts";

const running: ServerState = { status: "running", suspended: false, action: null, deletion_due: null };
const stopped: ServerState = { ...running, status: "stopped" };
const creating: ServerState = { ...running, status: "creating", action: "act_1" };
const failed: ServerState = { ...running, status: "failed" };
const held: ServerState = { ...stopped, suspended: true };
const doomed: ServerState = { ...stopped, deletion_due: new Date() };
const deleting: ServerState = { ...running, status: "deleting", action: "act_2" };

const allowed = (state: ServerState): ServerVerb[] =>
  (["start", "shutdown", "stop", "reboot", "delete", "scheduleDeletion", "cancelDeletion", "hold"] as const).filter(
    (verb) => serverCan[verb](state).ok,
  );

describe("what may be done to a server", () => {
  test.each([
    ["running", running, ["shutdown", "stop", "reboot", "delete", "scheduleDeletion", "hold"]],
    ["stopped", stopped, ["start", "delete", "scheduleDeletion", "hold"]],
    ["creating: deleting cancels it", creating, ["delete", "hold"]],
    ["failed: there is nothing but to delete it", failed, ["delete"]],
    ["held: nothing by its owner", held, ["hold"]],
    ["scheduled for deletion: not started again", doomed, ["delete", "cancelDeletion", "hold"]],
    ["being deleted", deleting, []],
  ])("%s", (_name, state, verbs) => expect(allowed(state)).toEqual(verbs));

  test.each(POWER_VERBS)("a hold refuses %s with its own code, before any other reason", (verb) => {
    expect(serverCan[verb]({ ...held, action: "act_3" })).toMatchObject({ ok: false, code: "server_suspended" });
  });

  test("an action under way answers locked", () => {
    expect(serverCan.reboot({ ...running, action: "act_3" })).toMatchObject({ ok: false, code: "locked" });
  });
});
