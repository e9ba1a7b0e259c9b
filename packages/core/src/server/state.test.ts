import { describe, expect, test } from "vitest";
import { canResizeTo, POWER_VERBS, type ServerState, type ServerVerb, serverCan } from "./state.ts";

const running: ServerState = {
  status: "running",
  suspended: false,
  action: null,
  deletion_due: null,
  protection: { delete: false, rebuild: false },
  rescue: false,
  managed_elsewhere: false,
};
const stopped: ServerState = { ...running, status: "stopped" };
const creating: ServerState = { ...running, status: "creating", action: "act_1" };
const failed: ServerState = { ...running, status: "failed" };
const held: ServerState = { ...stopped, suspended: true };
const doomed: ServerState = { ...stopped, deletion_due: new Date() };
const rescued: ServerState = { ...running, rescue: true };
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

  const changes = ["resize", "rebuild", "enableRescue", "disableRescue", "resetAccess"] as const;
  const changesOf = (state: ServerState) => changes.filter((verb) => serverCan[verb](state).ok);
  test.each([
    ["running", running, ["resize", "rebuild", "enableRescue", "resetAccess"]],
    ["stopped", stopped, ["resize", "rebuild", "enableRescue", "resetAccess"]],
    ["in the rescue system: it must be left first", rescued, ["disableRescue"]],
    ["held", { ...rescued, suspended: true }, []],
    ["scheduled for deletion", doomed, []],
    ["locked", { ...running, action: "act_3" }, []],
  ])("longer changes of a server that is %s", (_name, state, verbs) => expect(changesOf(state)).toEqual(verbs));

  test("protection refuses deletion now or later, and rebuilding, each with a code of its own", () => {
    const guarded = { ...running, protection: { delete: true, rebuild: true } };
    for (const verb of ["delete", "scheduleDeletion", "rebuild"] as const)
      expect(serverCan[verb](guarded)).toMatchObject({ ok: false, code: "protected" });
    expect(serverCan.delete({ ...guarded, status: "failed" }).ok).toBe(true);
    expect(serverCan.protect(guarded).ok).toBe(true);
  });
});

describe("a change of plan", () => {
  const server = { plan: { id: "pln_m" }, disk_gb: 40 };
  const small = { id: "pln_s", name: "s1", disk_gb: 10 };
  const medium = { id: "pln_m", name: "m1", disk_gb: 40 };
  const large = { id: "pln_l", name: "l1", disk_gb: 80 };

  test("never to a smaller disk, whether it grows or not", () => {
    for (const upgrade of [true, false])
      expect(canResizeTo(server, small, upgrade)).toMatchObject({
        ok: false,
        reason: "A disk can only grow: the server has 40 GB, and the plan s1 only 10 GB.",
      });
  });
  test("back to the smaller plan, where the disk was kept", () =>
    expect(canResizeTo({ plan: { id: "pln_l" }, disk_gb: 40 }, medium, true).ok).toBe(true));
  test("to the plan it has only for the disk that was left out", () => {
    expect(canResizeTo(server, medium, true).ok).toBe(false);
    expect(canResizeTo({ plan: { id: "pln_l" }, disk_gb: 40 }, large, true).ok).toBe(true);
    expect(canResizeTo({ plan: { id: "pln_l" }, disk_gb: 40 }, large, false).ok).toBe(false);
  });
});

describe("a server that is still run by the system it comes from", () => {
  const verbs = Object.keys(serverCan).filter((verb): verb is ServerVerb => verb in serverCan);

  test.for(verbs)("is not changed here: %s", (verb) => {
    for (const state of [running, stopped, held, doomed])
      expect(serverCan[verb]({ ...state, managed_elsewhere: true })).toMatchObject({
        ok: false,
        code: verb === "setReverseDns" && state.suspended ? "server_suspended" : "managed_elsewhere",
      });
  });

  test.each([
    ["running, whatever else is changed", { ...running, action: "act_3" }, true],
    ["restarting", { ...running, status: "rebooting", action: "act_3" }, true],
    ["stopped", stopped, false],
    ["being created", creating, false],
    ["held", held, false],
  ] satisfies [string, ServerState, boolean][])("a console while it is %s", (_name, state, ok) => {
    expect(serverCan.console(state).ok).toBe(ok);
  });
});
