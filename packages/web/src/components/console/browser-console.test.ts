import { FIRST_MS, type Frame, PEER_AWAY_MS, writeFrame } from "@hostwright/core/console/state";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BrowserConsole, type Phase } from "./browser-console.ts";

/** What the browser's WebSocket does here: what the test says. */
class Socket {
  static readonly made: Socket[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  readonly url: string;
  readonly sent: string[] = [];
  closed = false;
  constructor(url: string) {
    this.url = url;
    Socket.made.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  hear(...frames: Frame[]): void {
    for (const frame of frames) this.onmessage?.({ data: writeFrame(frame) });
  }
}

let console: BrowserConsole;
let phases: Phase[];
let screen: string[];
const socket = () => Socket.made.at(-1) ?? new Socket("");
const data = (n: number, text: string): Frame => ({ t: "data", n, a: 0, d: btoa(text) });
const here = (): Frame => ({ t: "welcome", resume: "next", peer: true });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  phases = [];
  screen = [];
  console = new BrowserConsole("wss://console.example.com/?ticket=first", (phase) => phases.push(phase));
  console.attach({
    open: (password) => screen.push(`open ${password}`),
    show: (bytes) => screen.push(String.fromCharCode(...bytes)),
  });
  socket().onopen?.();
});
afterEach(() => {
  console.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what overtakes the word that the console is open is shown after it", () => {
  socket().hear(here(), data(0, "RFB"), { t: "ready", password: "secret" }, data(1, "more"));
  expect(screen).toEqual(["open secret", "RFB", "more"]);
  expect(phases.at(-1)).toEqual({ is: "connected" });
});

test("a screen that comes later gets all of it", () => {
  console.attach(undefined);
  socket().hear(here(), { t: "ready" }, data(0, "early"));
  console.attach({ open: () => screen.push("open"), show: (bytes) => screen.push(String.fromCharCode(...bytes)) });
  expect(screen).toEqual(["open", "early"]);
});

test("dials anew with the next ticket, and tells its size again", () => {
  console.resize(80, 24);
  socket().hear(here(), { t: "ready" });
  socket().onclose?.();
  expect(phases.at(-1)).toEqual({ is: "away" });
  vi.advanceTimersByTime(250);
  expect(socket().url).toBe("wss://console.example.com/?ticket=next");
  socket().onopen?.();
  socket().hear(here());
  expect(socket().sent).toContain(writeFrame({ t: "resize", cols: 80, rows: 24 }));
  expect(phases.at(-1)).toEqual({ is: "connected" });
});

test("gives up on a location that never answers, or does not come back", () => {
  socket().hear({ t: "welcome", resume: "next", peer: false });
  vi.advanceTimersByTime(19_000);
  socket().hear({ t: "peer", there: true }, { t: "ready" }, { t: "peer", there: false });
  vi.advanceTimersByTime(PEER_AWAY_MS);
  expect(phases.at(-1)).toEqual({ is: "ended", code: "relay_lost" });
  expect(socket().sent.at(-1)).toBe(writeFrame({ t: "end", code: "relay_lost" }));

  const other: Phase[] = [];
  new BrowserConsole("wss://console.example.com/?ticket=first", (phase) => other.push(phase));
  vi.advanceTimersByTime(FIRST_MS);
  expect(other).toEqual([{ is: "ended", code: "relay_unreachable" }]);
});

test("says why it ended, whoever ended it", () => {
  socket().hear({ t: "end", code: "server_suspended" });
  expect(phases).toEqual([{ is: "ended", code: "server_suspended" }]);
  expect(socket().closed).toBe(true);
});
