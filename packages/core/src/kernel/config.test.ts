import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const directory = mkdtempSync(join(tmpdir(), "hostwright-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const good = {
  HOSTWRIGHT_DATABASE_URL: "postgres://localhost/hostwright",
  HOSTWRIGHT_JOB_QUEUE_URL: "http://localhost/jobs-{location}.fifo",
  HOSTWRIGHT_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:1:stateMachine:{workflow}",
  HOSTWRIGHT_JWT_KEYS: '[{"kty":"OKP","kid":"a"}]',
  HOSTWRIGHT_SEAL_KEY: "A".repeat(43),
};

test("takes the environment, with defaults", () => {
  expect(loadConfig(good)).toMatchObject({ HOSTWRIGHT_STAGE: "local", HOSTWRIGHT_JWT_KEYS: [{ kid: "a" }] });
});

test("the environment wins over the file", () => {
  const file = join(directory, "config.json");
  writeFileSync(file, JSON.stringify({ ...good, HOSTWRIGHT_STAGE: "file", HOSTWRIGHT_EVENT_BUS: "from-file" }));
  const config = loadConfig({ HOSTWRIGHT_CONFIG_FILE: file, HOSTWRIGHT_STAGE: "environment" });
  expect(config).toMatchObject({ HOSTWRIGHT_STAGE: "environment", HOSTWRIGHT_EVENT_BUS: "from-file" });
});

test("names every wrong and missing key at once, and repeats no value", () => {
  const { HOSTWRIGHT_JOB_QUEUE_URL: _left, ...rest } = good;
  const wrong = { ...rest, HOSTWRIGHT_SEAL_KEY: "hunter2", HOSTWRIGHT_JWT_KEYS: "nonsense" };
  expect(() => loadConfig(wrong)).toThrow(ConfigError);
  const message = messageOf(() => loadConfig(wrong));
  expect(message).toContain("HOSTWRIGHT_SEAL_KEY");
  expect(message).toContain("HOSTWRIGHT_JWT_KEYS");
  expect(message).toContain("HOSTWRIGHT_JOB_QUEUE_URL");
  expect(message).not.toContain("hunter2");
});

test("a setting that means nothing without another names the one that is missing", () => {
  const alone = { ...good, HOSTWRIGHT_OPERATOR_OIDC_ISSUER: "https://login.example.com" };
  expect(messageOf(() => loadConfig(alone))).toContain("HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: missing");
  const locked = { ...good, HOSTWRIGHT_OPERATOR_OIDC_REQUIRED: "yes" };
  expect(messageOf(() => loadConfig(locked))).toContain("HOSTWRIGHT_OPERATOR_OIDC_ISSUER: missing");
});

test("an operators' provider needs its secret where people sign in, and not where tokens are only verified", () => {
  const provider = {
    HOSTWRIGHT_OPERATOR_OIDC_ISSUER: "https://login.example.com",
    HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: "hostwright",
    HOSTWRIGHT_OPERATOR_OIDC_REQUIRED: "yes",
  };
  const signing = { ...good, ...provider, HOSTWRIGHT_JWT_KEYS: '[{"kty":"OKP","kid":"a","d":"private"}]' };
  const missing = "HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: missing, and HOSTWRIGHT_OPERATOR_OIDC_ISSUER is set";
  expect(messageOf(() => loadConfig(signing))).toContain(missing);
  const placeholder = { ...signing, HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: "none" };
  expect(messageOf(() => loadConfig(placeholder))).toContain(missing);
  const whole = { ...signing, HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: "correct horse" };
  expect(loadConfig(whole).HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET).toBe("correct horse");
  expect(loadConfig({ ...good, ...provider }).HOSTWRIGHT_OPERATOR_OIDC_REQUIRED).toBe("yes");
  expect(loadConfig({ ...good, ...provider, HOSTWRIGHT_JWT_KEYS: "none" }).HOSTWRIGHT_JWT_KEYS).toEqual([]);
});

test("an unknown key in the file is an error that names it", () => {
  const file = join(directory, "typo.json");
  writeFileSync(file, JSON.stringify({ ...good, HOSTWRIGHT_STAG: "x" }));
  expect(messageOf(() => loadConfig({ HOSTWRIGHT_CONFIG_FILE: file }))).toContain("HOSTWRIGHT_STAG: unknown setting");
});

test("a pattern or group that there is not is refused before anything starts", () => {
  expect([...loadConfig({ ...good, HOSTWRIGHT_CHECK_BLOCK: "scanner, php-tag" }).HOSTWRIGHT_CHECK_BLOCK]).toEqual([
    "scanner",
    "php-tag",
  ]);
  const message = messageOf(() => loadConfig({ ...good, HOSTWRIGHT_CHECK_BLOCK: "scanner,sqli" }));
  expect(message).toMatch(/HOSTWRIGHT_CHECK_BLOCK\.1: neither a pattern nor one of the groups traversal, xss, sql,/);
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "";
}
