import { isTransitional } from "@hostwright/core/server/state";
import type { Action, Server } from "./shapes.ts";

/** Milliseconds. TanStack Query pauses intervals by itself while the page is hidden. */
export const FAST = 2_000;
export const SLOW = 30_000;

export const isMoving = (server: Pick<Server, "status" | "action">): boolean =>
  server.action !== null || isTransitional(server.status);

export const pollServers = (servers: Server[] | undefined): number => (servers?.some(isMoving) ? FAST : SLOW);
export const pollActions = (actions: Pick<Action, "status">[] | undefined): number =>
  actions?.some((action) => action.status === "running") ? FAST : SLOW;
