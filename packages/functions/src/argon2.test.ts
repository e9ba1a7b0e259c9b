import * as native from "@node-rs/argon2";
import { expect, it } from "vitest";
import * as wasm from "./argon2.ts";

const cheap = { memoryCost: 64, timeCost: 2, parallelism: 1 };

it("verifies what the native library hashed, and the other way round", async () => {
  const fromNative = await native.hash("correct horse", cheap);
  const fromWasm = await wasm.hash("correct horse", cheap);
  expect(await wasm.verify(fromNative, "correct horse")).toBe(true);
  expect(await native.verify(fromWasm, "correct horse")).toBe(true);
  expect(await wasm.verify(fromNative, "wrong horse")).toBe(false);
  expect(await native.verify(fromWasm, "wrong horse")).toBe(false);
});

it("hashes the same parameters in the same format, with a new salt each time", async () => {
  const head = (hashed: string) => hashed.split("$").slice(0, 4).join("$");
  const [one, two] = [await wasm.hash("x", cheap), await wasm.hash("x", cheap)];
  expect(head(one)).toBe(head(await native.hash("x", cheap)));
  expect(one).not.toBe(two);
});
