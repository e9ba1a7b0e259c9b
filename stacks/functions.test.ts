import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { loadConfig, settingNames } from "@hostwright/core/kernel/config";
import { fallback, functions } from "@hostwright/functions/manifest";
import { withSecrets } from "@hostwright/functions/secrets";
import { describe, expect, inject, it } from "vitest";
import { readSettings } from "./settings.ts";
import { isObject, Templates } from "./testing/template.ts";

const { templates, bundles, missing } = inject("synth");
const all = new Templates(templates);
const lambdas = new Map(
  all.all("AWS::Lambda::Function").map((one) => [String(one.Properties.FunctionName).replace(/^hostwright-/, ""), one]),
);
const names = Object.keys(functions);

const environmentOf = (name: string): Record<string, string> => {
  const { Variables } = Object(lambdas.get(name)?.Properties.Environment);
  return Object.fromEntries(
    Object.entries(isObject(Variables) ? Variables : {}).map(([key, value]) => [key, String(value)]),
  );
};

/** What the secrets hold once operators have followed docs/operate/deploy.md. */
const { privateKey } = generateKeyPairSync("ed25519");
const jwk = {
  ...createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })).export({ format: "jwk" }),
  kid: "k1",
};
const { d: _private, ...openJwk } = jwk;
const vault: Record<string, string> = {
  "<AWS::SecretsManager::Secret hostwright/signing-keys>": JSON.stringify([jwk]),
  "<AWS::SecretsManager::Secret hostwright/verification-keys>": JSON.stringify([openJwk]),
  "<AWS::SecretsManager::Secret hostwright/seal-key>": "A".repeat(43),
  "<AWS::SecretsManager::Secret hostwright/audit-keys>": JSON.stringify([jwk]),
  "<AWS::SecretsManager::Secret hostwright/audit-verification-keys>": JSON.stringify([openJwk]),
  "<AWS::SecretsManager::Secret hostwright/order-review>": "r".repeat(44),
  "<AWS::SecretsManager::Secret hostwright/operator-oidc>": "p".repeat(32),
  "<AWS::SecretsManager::Secret hostwright/origin>": "o".repeat(48),
  "<AWS::SecretsManager::Secret hostwright/dashboard>": "d".repeat(48),
  "<AWS::SecretsManager::Secret hostwright/limit-store>": "l".repeat(64),
};
const fromVault = async (reference: string) => {
  const secret = vault[reference];
  if (secret === undefined) throw new Error(`no secret ${reference}`);
  return secret;
};

/** What an expression about a bundle's `handler` yields in a process of its own, secrets already read. */
function inBundle(name: string, expression: string): unknown {
  const file = join(bundles[name] ?? "", `packages/functions/src/handlers/${name}.mjs`);
  const script = `const { handler } = await import(${JSON.stringify(file)});
    // A store that is not there would be asked for without end.
    process.stdout.write("\\n" + JSON.stringify(await (${expression})), () => process.exit(0));`;
  const secrets = Object.entries(environmentOf(name)).map(([key, value]) => [
    key,
    vault[value.replace("secretsmanager:", "")] ?? value.replace(/<[^>]*Address>:<[^>]*Port>/, "127.0.0.1:1"),
  ]);
  const env = { ...Object.fromEntries(secrets), HOSTWRIGHT_LOG_LEVEL: "SILENT" };
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { env, encoding: "utf8" });
  return JSON.parse(output.split("\n").at(-1) ?? "");
}

it("answers from the bundle, in our own words where there is no route and to who goes around CloudFront", () => {
  const ask = (routeKey: string, headers: Record<string, string>) => {
    const requestContext = { http: { method: "GET", path: "/", sourceIp: "192.0.2.1" } };
    const event = { routeKey, rawPath: "/", rawQueryString: "", headers, requestContext };
    const answer = Object(
      inBundle(fallback, `handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 15_000 })`),
    );
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const fromCloudFront = { "x-origin-secret": "o".repeat(48) };
  expect(ask("GET /health", fromCloudFront)).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(ask("$default", fromCloudFront)).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  expect(ask("GET /health", {})).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
});

it("asks no account for anything", () => {
  expect(missing).toEqual([]);
});

it("deploys exactly the manifest's functions", () => {
  expect([...lambdas.keys()].filter((name) => name in functions).sort()).toEqual([...names].sort());
});

describe.each(names)("%s", (name) => {
  const properties = lambdas.get(name)?.Properties ?? {};

  it("runs as the manifest says", () => {
    expect(properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: functions[name]?.timeoutSeconds,
      MemorySize: functions[name]?.memoryMb,
      TracingConfig: { Mode: "Active" },
      LoggingConfig: { LogGroup: `<AWS::Logs::LogGroup /aws/lambda/hostwright-${name}>` },
    });
    expect(properties.ReservedConcurrentExecutions).toBe(functions[name]?.concurrency);
  });

  it("gets settings its process accepts, and none it does not know", async () => {
    const environment = environmentOf(name);
    const config = loadConfig(await withSecrets(environment, fromVault));
    expect(config.HOSTWRIGHT_STATE_MACHINE_ARN).toBe(
      "arn:aws:states:eu-central-1:111122223333:stateMachine:{workflow}",
    );
    expect(config.HOSTWRIGHT_JOB_QUEUE_URL).toMatch(
      /^https:\/\/sqs\.eu-central-1\..*\/hostwright-jobs-\{location\}\.fifo$/,
    );
    expect(environment).toMatchObject(readSettings("example").settings);
    const known = new Set(settingNames);
    const unknown = Object.keys(environment).filter((key) => key.startsWith("HOSTWRIGHT_") && !known.has(key));
    expect(unknown).toEqual([]);
  });

  it("holds no secret in its environment, and no reference to one the manifest does not name", () => {
    const environment = environmentOf(name);
    const references = Object.values(environment).flatMap((value) => {
      const secret = /^secretsmanager:<AWS::SecretsManager::Secret hostwright\/([\w-]+)>$/.exec(value);
      return secret?.[1] ? [secret[1]] : [];
    });
    expect(references.sort()).toEqual([...(functions[name]?.secrets ?? [])].sort());
    expect(JSON.stringify(environment)).not.toContain("resolve:");
  });

  it("starts from its bundle with those settings", () => {
    expect(inBundle(name, "typeof handler")).toBe("function");
  });

  it("is at most 1 MB zipped, without database drivers and native code", () => {
    const folder = bundles[name] ?? "";
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const zipped = files.reduce(
      (sum, one) => sum + deflateRawSync(readFileSync(join(one.parentPath, one.name))).length,
      0,
    );
    expect(zipped).toBeLessThanOrEqual(1024 * 1024);
    expect(files.filter((one) => one.name.endsWith(".node"))).toEqual([]);
    const code = files
      .filter((one) => one.name.endsWith(".mjs"))
      .map((one) => readFileSync(join(one.parentPath, one.name), "utf8"));
    expect(code).toHaveLength(1);
    expect(code[0]).not.toMatch(/node_modules\/(pg|mysql2|@node-rs)\//);
  });
});
