import { execFile } from "node:child_process";
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

/**
 * JavaScript a browser loads before each dashboard route works, gzipped, above that of a blank page which the same
 * Next.js builds in the same run. Chunks loaded later (dialogs, palette, toasts) do not count; `nomodule` polyfills
 * neither, since no browser of this decade loads them.
 */
const TARGET_KB = 130;
const WEB = join(import.meta.dirname, "../packages/web");
const KB = 1000;

const BLANK = {
  "app/layout.jsx": `export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }`,
  "app/page.jsx": "export default function Page() { return <h1>Blank</h1>; }",
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(join(WEB, "../.."))} } };`,
  "package.json": JSON.stringify({ name: "blank", private: true, type: "module" }),
};

async function build(directory: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(WEB, "node_modules/next/dist/bin/next"), "build"], {
    cwd: directory,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  });
}

/** Bytes by route, as the build's own manifests name the files. */
async function measure(directory: string): Promise<Map<string, number>> {
  const next = join(directory, ".next");
  const { rootMainFiles } = JSON.parse(await readFile(join(next, "build-manifest.json"), "utf8"));
  const sizes = new Map<string, number>();
  const size = async (file: string): Promise<number> => {
    const known = sizes.get(file) ?? gzipSync(await readFile(join(next, file)), { level: 6 }).length;
    sizes.set(file, known);
    return known;
  };
  const routes = new Map<string, number>();
  for await (const file of glob("server/app/**/page_client-reference-manifest.js", { cwd: next })) {
    const globals: { __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> } = {};
    runInNewContext(await readFile(join(next, file), "utf8"), { globalThis: globals });
    for (const [page, { entryJSFiles }] of Object.entries(globals.__RSC_MANIFEST ?? {})) {
      const files = new Set<string>(rootMainFiles);
      for (const [entry, own] of Object.entries(entryJSFiles))
        if (!entry.endsWith("global-error")) for (const one of own) files.add(one);
      let total = 0;
      for (const one of files) total += await size(one);
      routes.set(page.replace(/\/\([^)]*\)/g, "").replace(/\/page$/, "") || "/", total);
    }
  }
  return routes;
}

async function measureBlank(): Promise<number> {
  // Beneath the package, so that it is built by the very same Next.js and React.
  const directory = await mkdtemp(join(WEB, ".blank-"));
  try {
    await mkdir(join(directory, "app"));
    for (const [name, text] of Object.entries(BLANK)) await writeFile(join(directory, name), text);
    await build(directory);
    const size = (await measure(directory)).get("/");
    if (size === undefined) throw new Error("the blank page was not built");
    return size;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

await build(WEB);
const blank = await measureBlank();
console.log(`dashboard JavaScript a route, gzipped, above a blank Next.js page of ${(blank / KB).toFixed(1)} kB`);
let worst = 0;
for (const [route, total] of [...(await measure(WEB))].sort(([a], [b]) => a.localeCompare(b))) {
  if (route.startsWith("/_")) continue;
  const above = (total - blank) / KB;
  worst = Math.max(worst, above);
  console.log(`  ${route.padEnd(28)} ${above.toFixed(1).padStart(6)} kB   target ≤ ${TARGET_KB} kB`);
}
console.log(`largest: ${worst.toFixed(1)} kB (${(worst / TARGET_KB).toFixed(2)} of the target)`);
if (worst > TARGET_KB) process.exitCode = 1;
