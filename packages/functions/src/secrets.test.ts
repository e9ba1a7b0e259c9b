import { expect, it } from "vitest";
import { withSecrets } from "./secrets.ts";

it("replaces references and leaves everything else as it is", async () => {
  const asked: string[] = [];
  const environment = { A: "plain", B: "secretsmanager:arn:b", C: "secretsmanager:arn:c" };
  const resolved = await withSecrets(environment, async (arn) => {
    asked.push(arn);
    return `value of ${arn}`;
  });
  expect(resolved).toEqual({ A: "plain", B: "value of arn:b", C: "value of arn:c" });
  expect(asked).toEqual(["arn:b", "arn:c"]);
});

it("asks nobody where there is no reference", async () => {
  const environment = { A: "plain" };
  expect(await withSecrets(environment, () => Promise.reject(new Error("asked")))).toBe(environment);
});

it("fails the start when a secret cannot be read", async () => {
  const denied = new Error("AccessDenied");
  await expect(withSecrets({ A: "secretsmanager:arn:a" }, () => Promise.reject(denied))).rejects.toBe(denied);
});
