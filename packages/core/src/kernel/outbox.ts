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
  | MailMessage
  /** A domain event, past tense: `server.created`. */
  | { topic: "event"; type: string; tenant: string | null; payload: Record<string, unknown> };

/**
 * A letter to a person. No command waits for it: the function that posts letters takes them out of the outbox itself
 * (notice/post.ts), so that no answer tells by its time whether somebody is being written to.
 */
export interface MailMessage {
  topic: "mail";
  to: string;
  subject: string;
  /** Paragraphs of plain text. */
  lines: string[];
  /** `token` is sealed for ourselves; the letter has it in clear, behind the URL as its fragment. */
  link: { label: string; url: string; token: string | null } | null;
}

export interface Envelope {
  id: string;
  requestId: string;
  message: OutboxMessage;
}

/** Takes messages out of the system; answers the ids of those delivered. Never throws for one bad message. */
export type Deliver = (envelopes: Envelope[]) => Promise<string[]>;
