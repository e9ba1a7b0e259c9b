import { expect, test } from "vitest";
import { FRAME_BYTES, type Frame, isPassed, readFrame, writeFrame } from "./frames.ts";

const frames: Frame[] = [
  { t: "hello" },
  { t: "welcome", resume: "cnb_x", peer: true },
  { t: "peer", there: false },
  { t: "ping" },
  { t: "pong" },
  { t: "data", n: 0, a: 3, d: "aGk=" },
  { t: "ack", a: 7 },
  { t: "resize", cols: 80, rows: 24 },
  { t: "ready" },
  { t: "ready", password: "secret" },
  { t: "end", code: "idle" },
];

test.each(frames)("$t comes back as it was sent", (frame) => {
  expect(readFrame(writeFrame(frame))).toEqual(frame);
});

test.each([
  ["no JSON", "{"],
  ["no object", "1"],
  ["null", "null"],
  ["an unknown word", '{"t":"exec"}'],
  ["a negative number", '{"t":"ack","a":-1}'],
  ["no whole number", '{"t":"data","n":0.5,"a":0,"d":""}'],
  ["data that is no text", '{"t":"data","n":0,"a":0,"d":[1]}'],
  ["a terminal without columns", '{"t":"resize","cols":0,"rows":24}'],
  ["an end for a reason that is none", '{"t":"end","code":"toString"}'],
  ["more than a frame", `{"t":"data","n":0,"a":0,"d":"${"A".repeat(FRAME_BYTES)}"}`],
])("%s is not read", (_name, text) => expect(readFrame(text)).toBeUndefined());

test("a browser cannot speak for the relay, nor either for the control plane", () => {
  const passed = (from: "browser" | "relay") => frames.filter((frame) => isPassed(from, frame)).map(({ t }) => t);
  expect(passed("browser")).toEqual(["data", "ack", "resize"]);
  expect(passed("relay")).toEqual(["data", "ack", "ready", "ready"]);
});
