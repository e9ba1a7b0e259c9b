import type { TestSystem } from "../system.ts";

/** How a person sets each workflow going on a server of that name, once it is in the state that takes. */
export const BEGIN: Record<string, (system: TestSystem, name: string) => Promise<Begun>> = {
  "server.create": async (system, name) => {
    const { id, action } = await system.order(name);
    return { id, action };
  },
  "server.start": async (system, name) => {
    const { id } = await system.running(name);
    await ended(system, await power(system, id, "stop"));
    return { id, action: await power(system, id, "start") };
  },
  "server.shutdown": async (system, name) => whileRunning(system, name, (id) => power(system, id, "shutdown")),
  "server.stop": async (system, name) => whileRunning(system, name, (id) => power(system, id, "stop")),
  "server.reboot": async (system, name) => whileRunning(system, name, (id) => power(system, id, "reboot")),
  "server.hold": async (system, name) => whileRunning(system, name, async (id) => (await hold(system, id)).action),
  "server.release": async (system, name) => {
    const { id } = await system.running(name);
    const { action, holds } = await hold(system, id);
    await ended(system, action);
    return { id, action: await lift(system, holds[0] ?? "") };
  },
  "server.delete": async (system, name) => whileRunning(system, name, (id) => remove(system, id)),
};

export interface Begun {
  /** Of the server. */
  id: string;
  action: string;
}

async function whileRunning(system: TestSystem, name: string, act: (id: string) => Promise<string>): Promise<Begun> {
  const { id } = await system.running(name);
  return { id, action: await act(id) };
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
