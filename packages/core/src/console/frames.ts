/**
 * What browser, control plane and relay say to each other about a console, one JSON text a WebSocket message. Pure: the
 * dashboard and the relay import it too. docs/decisions/0018 says why it is so.
 */
export const CONSOLE_KINDS = ["serial", "vnc"] as const;
export type ConsoleKind = (typeof CONSOLE_KINDS)[number];

/** Why a console ended, stable, with what the customer reads. */
export const END_CODES = {
  closed: "You closed the console.",
  taken_over: "The console was opened again elsewhere. One at a time can be connected.",
  idle: "Closed after 15 minutes without input.",
  time_limit: "A console stays open for eight hours at most.",
  server_stopped: "The server is not running any more.",
  server_suspended: "The server is suspended. Its holds say why; support can lift them.",
  permission_lost: "You are signed out, or your role no longer allows the console.",
  browser_gone: "The browser that opened it went away.",
  relay_unreachable: "The server's location did not answer in time. The server itself is not affected.",
  relay_lost: "The connection to the server's location was lost. The server itself is not affected.",
  relay_stopping: "The connection at the server's location is being restarted. The server itself is not affected.",
  relay_busy: "Too many consoles are open at the server's location.",
  console_refused: "The server's location could not open the console. A serial console needs a serial port.",
  console_closed: "The server's location closed the console. The server itself is not affected.",
  too_slow: "Your connection could not keep up with what the server showed.",
  frames_lost: "Part of what was sent did not arrive.",
  bad_frame: "The two sides of the console did not understand each other.",
} as const;
export type EndCode = keyof typeof END_CODES;
export const isEndCode = (value: unknown): value is EndCode =>
  typeof value === "string" && Object.hasOwn(END_CODES, value);

/** A WebSocket frame of API Gateway is 32 KB at most; a message of ours is one frame. */
export const FRAME_BYTES = 32 * 1024;
/** Bytes of console in one message, so that their base64 and the rest of the message fit a frame. */
export const DATA_BYTES = 23 * 1024;
/** API Gateway closes a connection that says nothing for 10 minutes; each ping is also a look at what is still allowed. */
export const PING_MS = 20_000;
/** API Gateway closes a connection after 2 hours, whatever it says: each side dials anew before. */
export const RENEW_MS = 110 * 60_000;
/** How long a side whose peer has gone waits for it to come back. */
export const PEER_AWAY_MS = 20_000;
/** How long the two have for finding each other. */
export const FIRST_MS = 60_000;

export type Frame =
  /** First after connecting, answered by `welcome`. */
  | { t: "hello" }
  /** `resume`: a ticket for this side's next connection; `peer`: whether the other side is there. */
  | { t: "welcome"; resume: string; peer: boolean }
  /** The other side came or went. Coming, it may be a new connection: what it has not acknowledged is sent again. */
  | { t: "peer"; there: boolean }
  | { t: "ping" }
  | { t: "pong" }
  /** Bytes of the console in base64: the `n`-th message of its direction, and the first of the other that is missing. */
  | { t: "data"; n: number; a: number; d: string }
  | { t: "ack"; a: number }
  /** Browser to relay: the terminal's size in characters. */
  | { t: "resize"; cols: number; rows: number }
  /** Relay to browser: the console is open; what its VNC asks for. */
  | { t: "ready"; password?: string }
  /** The last word, of whichever side. */
  | { t: "end"; code: EndCode };

export type Side = "browser" | "relay";

/** What a side may send through to the other. */
const PASSED: Record<Side, readonly Frame["t"][]> = {
  browser: ["data", "ack", "resize"],
  relay: ["data", "ack", "ready"],
};
export const isPassed = (from: Side, frame: Frame): boolean => PASSED[from].includes(frame.t);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isSize = (value: unknown): value is number => isCount(value) && value >= 1 && value <= 1000;
const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value.length <= longest;

/** Reads a message; undefined where it is none of ours. */
export function readFrame(text: string): Frame | undefined {
  if (text.length > FRAME_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { t, n, a, d, cols, rows, password, code, resume, peer, there }: Record<string, unknown> = { ...value };
  switch (t) {
    case "hello":
    case "ping":
    case "pong":
      return { t };
    case "data":
      return isCount(n) && isCount(a) && isText(d, FRAME_BYTES) ? { t, n, a, d } : undefined;
    case "ack":
      return isCount(a) ? { t, a } : undefined;
    case "resize":
      return isSize(cols) && isSize(rows) ? { t, cols, rows } : undefined;
    case "ready":
      if (password === undefined) return { t };
      return isText(password, 64) ? { t, password } : undefined;
    case "end":
      return isEndCode(code) ? { t, code } : undefined;
    case "welcome":
      return isText(resume, 100) && typeof peer === "boolean" ? { t, resume, peer } : undefined;
    case "peer":
      return typeof there === "boolean" ? { t, there } : undefined;
    default:
      return undefined;
  }
}

export const writeFrame = (frame: Frame): string => JSON.stringify(frame);
