import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Face, openFace, type Person } from "../integration/api/support/face.ts";
import { aServer } from "../integration/api/support/fixtures/servers.ts";

/** https://github.com/schemathesis/schemathesis: requests made from an OpenAPI description, answers held to it. */
const program = fileURLToPath(new URL("../../.data/schemathesis/bin/schemathesis", import.meta.url));
const settings = fileURLToPath(new URL("schemathesis.toml", import.meta.url));
const missing = existsSync(program)
  ? undefined
  : "schemathesis is not installed: python3 -m venv .data/schemathesis && .data/schemathesis/bin/pip install schemathesis==4.32.5";

/** Not among them: `positive_data_acceptance`, since an order for a plan that nobody sells is well-formed and yet refused. */
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
].join(",");

if (missing) {
  if (process.env.CI === "true") test("schemathesis", () => expect.fail(missing));
  else describe.skip(`the API and schemathesis (${missing})`, () => test("conforms"));
} else
  describe("the API and schemathesis", () => {
    let face: Face;
    beforeAll(async () => {
      face = await openFace();
      await aServer(face, "running");
    });
    afterAll(() => face.close());

    const OPERATORS = "^/v1/operator";
    test.each<[Person, string[]]>([
      ["owner", ["--exclude-path-regex", OPERATORS]],
      ["operator", ["--include-path-regex", OPERATORS]],
    ])(
      "what it asks as %s is answered as described",
      async (person, part) => {
        const { code, output } = await run([
          ...["--config-file", settings, "run"],
          `${face.url}/v1/openapi.json`,
          ...["--url", face.url, ...part],
          ...["--header", `Authorization: Bearer ${face.tokens[person]}`],
          ...["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"],
          ...["--max-examples", "6", "--seed", "1", "--no-color", "--generation-database", "none"],
        ]);
        expect(code, output).toBe(0);
      },
      300_000,
    );
  });

async function run(args: string[]): Promise<{ code: number | null; output: string }> {
  // It keeps a cache where it is run.
  const folder = mkdtempSync(join(tmpdir(), "hostwright-schemathesis-"));
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  await once(child, "close");
  rmSync(folder, { recursive: true, force: true });
  return { code: child.exitCode, output };
}
