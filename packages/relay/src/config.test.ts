import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const directory = mkdtempSync(join(tmpdir(), "relay-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const good = {
  relay: "fra1-a",
  location: "fra1",
  aws: { region: "eu-central-1" },
  job_queue_url: "https://sqs.eu-central-1.amazonaws.com/1/jobs-fra1.fifo",
  result_queue_url: "https://sqs.eu-central-1.amazonaws.com/1/results.fifo",
  keys: [{ kty: "OKP", crv: "X25519", kid: "2026-11", x: "x", d: "d" }],
  endpoints: [
    { name: "e1", url: "https://pve1.example:8006", token_id: "hostwright@pve!relay", token_secret: "hush-hush" },
  ],
};
const load = (settings: unknown, environment: Record<string, string> = {}) => {
  const file = join(directory, "relay.json");
  writeFileSync(file, typeof settings === "string" ? settings : JSON.stringify(settings));
  return loadConfig({ HOSTWRIGHT_RELAY_CONFIG: file, ...environment });
};
const complaint = (settings: unknown, environment = {}): string => {
  try {
    load(settings, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
};

describe("the relay's settings", () => {
  test("come from the file, with the environment above it", () => {
    expect(load(good)).toMatchObject({ relay: "fra1-a", concurrency: 20, visibility_seconds: 60, log_level: "INFO" });
    expect(load(good, { HOSTWRIGHT_RELAY_NAME: "fra1-b", HOSTWRIGHT_RELAY_CONCURRENCY: "5" })).toMatchObject({
      relay: "fra1-b",
      concurrency: 5,
    });
  });

  test("every wrong key is named at once, and no value is shown", () => {
    const { location, ...rest } = good;
    const endpoints = [
      { ...good.endpoints[0], url: "http://pve1", token_id: "hush", fingerprint: "AA:BB", pasword: "hush-hush" },
    ];
    const message = complaint({ ...rest, endpoints, colour: "blue", log_level: "LOUD" });
    for (const key of [
      "location",
      "endpoints.0.url",
      "endpoints.0.token_id",
      "endpoints.0.fingerprint",
      "endpoints.0.pasword",
      "colour",
      "log_level",
    ])
      expect(message).toContain(`  ${key}: `);
    for (const value of ["hush", "blue", "LOUD", "AA:BB"]) expect(message).not.toContain(value);
  });

  test("a file that is missing or no JSON is named, not quoted", () => {
    expect(complaint('{"keys": hush-hush')).toMatch(/does not hold a JSON object/);
    expect(complaint('{"keys": hush-hush')).not.toContain("hush");
    expect(() => loadConfig({})).toThrow("HOSTWRIGHT_RELAY_CONFIG");
    expect(() => loadConfig({ HOSTWRIGHT_RELAY_CONFIG: join(directory, "none") })).toThrow("cannot read");
  });

  test("two endpoints may not share a name", () => {
    expect(complaint({ ...good, endpoints: [...good.endpoints, ...good.endpoints] })).toContain(
      "two endpoints have the same name",
    );
  });
});
