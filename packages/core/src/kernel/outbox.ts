/** One thing that leaves the control plane after commit. Delivered at least once; receivers are idempotent. */
export type OutboxMessage =
  /** Start a workflow execution. A name that exists already counts as delivered. */
  | { topic: "execution"; workflow: string; name: string; input: { action: string; attempt: number } }
  /** A job for a location's relay: FIFO by group, deduplicated by `deduplication`. */
  | { topic: "job"; location: string; group: string; deduplication: string; body: unknown }
  /** Completes a relay step that waits with this task token. A token that is gone counts as delivered. */
  | { topic: "task"; token: string; result: { ok: true } | { ok: false; code: string; message: string } }
  /** For a WebSocket connection: a message, then its end if `close`. A connection that is gone counts as delivered. */
  | { topic: "socket"; connection: string; text: string | null; close: boolean }
  /** A domain event, past tense: `server.created`. */
  | { topic: "event"; type: string; tenant: string | null; payload: Record<string, unknown> };

export interface Envelope {
  id: string;
  requestId: string;
  message: OutboxMessage;
}

/** Takes messages out of the system; answers the ids of those delivered. Never throws for one bad message. */
export type Deliver = (envelopes: Envelope[]) => Promise<string[]>;
