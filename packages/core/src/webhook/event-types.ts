/** The events a tenant may be told of, by type, with when they happen. What they carry is beside each `ctx.send`. */
export const EVENT_TYPES = {
  "action.succeeded": "An action has ended well: its id, command and resource.",
  "action.failed": "An action has failed and was undone: its id, command, resource and error code.",
  "server.ordered": "A server was ordered; its creation has begun.",
  "server.created": "A server was created.",
  "server.creation_failed": "A server could not be created; nothing is left of it but its record.",
  "server.held": "A hold was placed: the server is being stopped.",
  "server.hold_lifted": "A hold was lifted.",
  "server.replaced": "A server was rebuilt or restored; it is the same server on another machine.",
  "server.moved": "Our staff moved a server to another node.",
  "server.found_running": "A server was seen running though nobody had started it here.",
  "server.found_stopped": "A server was seen stopped though nobody had stopped it here: its system shut down.",
  "server.lost": "A server's machine is gone.",
  "server.deleted": "A server was deleted, with its disks.",
  "server.address_added": "A server got a further address.",
  "server.address_released": "A server gave a further address back.",
  "audit.recorded":
    "Something was written into the audit trail: its place there, who, what, and how it ended, without names and addresses. Sent only where it is asked for by name.",
  ping: "You asked for a test.",
} as const satisfies Record<string, string>;

export type EventType = keyof typeof EVENT_TYPES;
export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_TYPES, type);

/** Not among "every one": each command makes one of these. */
export const AUDIT_RECORDED = "audit.recorded" satisfies EventType;

const [first = "ping", ...others] = Object.keys(EVENT_TYPES).filter(isEventType);
/** For zod's enum, which wants one at least. */
export const eventTypes: [EventType, ...EventType[]] = [first, ...others];
