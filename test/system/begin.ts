import type { TestSystem } from "../system.ts";
import { KEY } from "./test-system.ts";

/**
 * How a person sets each workflow going on a server of that name, once it is in the state that takes.
 * @param ready called right before
 */
export const BEGIN: Record<string, (system: TestSystem, name: string, ready?: () => void) => Promise<Begun>> = {
  "server.create": async (system, name, ready = nothing) => {
    ready();
    const { id, action } = await system.order(name);
    return { id, action };
  },
  "server.start": async (system, name, ready = nothing) => {
    const { id } = await system.running(name);
    await ended(system, await power(system, id, "stop"));
    ready();
    return { id, action: await power(system, id, "start") };
  },
  "server.shutdown": (...begin) => whileRunning((system, id) => power(system, id, "shutdown"), ...begin),
  "server.stop": (...begin) => whileRunning((system, id) => power(system, id, "stop"), ...begin),
  "server.reboot": (...begin) => whileRunning((system, id) => power(system, id, "reboot"), ...begin),
  "server.hold": (...begin) => whileRunning(async (system, id) => (await hold(system, id)).action, ...begin),
  "server.release": async (system, name, ready = nothing) => {
    const { id } = await system.running(name);
    const { action, holds } = await hold(system, id);
    await ended(system, action);
    ready();
    return { id, action: await lift(system, holds[0] ?? "") };
  },
  "server.resize": (...begin) => whileRunning((system, id) => change(system, id, "resize"), ...begin),
  "server.rebuild": (...begin) => whileRunning((system, id) => change(system, id, "rebuild"), ...begin),
  "server.enable_rescue": (...begin) => whileRunning((system, id) => change(system, id, "enable-rescue"), ...begin),
  "server.disable_rescue": async (system, name, ready = nothing) => {
    const { id } = await system.running(name);
    await ended(system, await change(system, id, "enable-rescue"));
    ready();
    return { id, action: await change(system, id, "disable-rescue") };
  },
  // First boot is the way that changes something in Proxmox VE at both steps: there is no agent in these.
  "server.reset_access": async (system, name, ready = nothing) => {
    const { id } = await system.running(name);
    system.testbed().faults.inject({ effect: "no_agent", name: `^${name}$` });
    ready();
    return { id, action: await change(system, id, "reset-access") };
  },
  "server.delete": (...begin) => whileRunning(remove, ...begin),
};

const nothing = () => {};

export interface Begun {
  /** Of the server. */
  id: string;
  action: string;
}

async function whileRunning(
  act: (system: TestSystem, id: string) => Promise<string>,
  system: TestSystem,
  name: string,
  ready = nothing,
): Promise<Begun> {
  const { id } = await system.running(name);
  ready();
  return { id, action: await act(system, id) };
}

async function ended(system: TestSystem, action: string): Promise<void> {
  const { status, error } = await system.actionEnd(action);
  if (status !== "success") throw new Error(`${action}: ${JSON.stringify(error)}`);
}

const given = <T>(answer: { data?: T; error?: unknown }): T => {
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  return answer.data;
};

export async function power(system: TestSystem, id: string, verb: "start" | "shutdown" | "stop" | "reboot") {
  const answer = await system.owner.POST(`/v1/servers/{id}/actions/${verb}`, { params: { path: { id } } });
  return given(answer).action.id;
}

const CHANGES = {
  resize: { plan: "m1", restart: true },
  rebuild: { image: "debian-12" },
  "enable-rescue": undefined,
  "disable-rescue": undefined,
  "reset-access": { ssh_keys: [KEY], confirm_first_boot: true },
};

/** Begins one of the longer changes. */
export async function change(system: TestSystem, id: string, verb: keyof typeof CHANGES): Promise<string> {
  const params = { path: { id } };
  const post = () => {
    switch (verb) {
      case "resize":
        return system.owner.POST("/v1/servers/{id}/actions/resize", { params, body: CHANGES.resize });
      case "rebuild":
        return system.owner.POST("/v1/servers/{id}/actions/rebuild", { params, body: CHANGES.rebuild });
      case "reset-access":
        return system.owner.POST("/v1/servers/{id}/actions/reset-access", { params, body: CHANGES["reset-access"] });
      default:
        return system.owner.POST(`/v1/servers/{id}/actions/${verb}`, { params });
    }
  };
  return given(await post()).action.id;
}

export async function hold(system: TestSystem, id: string): Promise<{ action: string; holds: string[] }> {
  const body = { kind: "billing" as const, reason: "not paid" };
  const answer = await system.operator.POST("/v1/operator/servers/{id}/holds", { params: { path: { id } }, body });
  const { action, server } = given(answer);
  return { action: action.id, holds: server.holds.map((one) => one.id) };
}

export async function lift(system: TestSystem, id: string): Promise<string> {
  const answer = await system.operator.DELETE("/v1/operator/holds/{id}", { params: { path: { id } } });
  return given(answer).action?.id ?? "";
}

export async function remove(system: TestSystem, id: string): Promise<string> {
  return given(await system.owner.DELETE("/v1/servers/{id}", { params: { path: { id } } })).action.id;
}

export async function retryUndo(system: TestSystem, id: string): Promise<string> {
  return given(await system.operator.POST("/v1/operator/actions/{id}/undo", { params: { path: { id } } })).action.id;
}
