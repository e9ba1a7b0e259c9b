import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../..");
export const WEB = join(ROOT, "packages/web");

/** The Next.js command line of the web package. */
export const nextCli = (): string => createRequire(join(WEB, "package.json")).resolve("next/dist/bin/next");

/** Builds the dashboard unless the last build was of these very sources. @throws Error with the log's place. */
export async function buildDashboard(logFile: string, signal?: AbortSignal): Promise<"built" | "kept"> {
  const stamp = join(WEB, ".next", "hostwright-sources");
  const sources = hashOf([
    "packages/web/**/*",
    "packages/sdk/src/*",
    "packages/core/src/*/state.ts",
    "packages/core/src/console/{base64,channel,frames,link}.ts",
    "package-lock.json",
  ]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return "kept";
  const log = createWriteStream(logFile, { flags: "a" });
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [nextCli(), "build"], {
      cwd: WEB,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal ? { signal } : {}),
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`the dashboard could not be built (${code}); see ${logFile}`)),
    );
  });
  writeFileSync(stamp, sources);
  return "built";
}

function hashOf(patterns: string[]): string {
  const hash = createHash("sha256");
  const ignored = /(^|\/)(node_modules|\.next|\.open-next)(\/|$)|next-env\.d\.ts$|\.tsbuildinfo$/;
  const files = globSync(patterns, { cwd: ROOT, withFileTypes: true, exclude: (entry) => ignored.test(entry.name) })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !ignored.test(file.slice(ROOT.length)))
    .sort();
  for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest("hex");
}
