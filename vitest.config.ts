import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** One project a tier; `npm test` runs them all (docs/development.md). */
const tier = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, exclude: ["**/node_modules/**", "**/.data/**"], ...extra },
});
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Tests mostly wait for processes and databases; vitest's own choice would leave half of two processors idle.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      // Nothing there outlives its test: files share what is imported, which takes longer than they do.
      tier("unit", ["packages/*/src/**/*.test.ts", "test/unit/**/*.test.ts"], { isolate: false }),
      tier("integration", ["packages/*/test/**/*.test.ts", "test/integration/**/*.test.ts"], {
        ...slow,
        globalSetup: ["test/postgres.ts", "test/mariadb.ts"],
      }),
      tier("conformance", ["test/conformance/**/*.test.ts"], { ...slow, globalSetup: ["test/postgres.ts"] }),
      tier("stacks", ["stacks/**/*.test.ts"], { ...slow, globalSetup: ["stacks/testing/setup.ts"] }),
      tier("hosts", ["test/hosts/**/*.test.ts"], {
        ...slow,
        globalSetup: ["test/postgres.ts", "test/hosts/template.ts"],
        fileParallelism: false,
      }),
      tier("e2e", ["e2e/**/*.test.ts"], {
        ...slow,
        globalSetup: ["e2e/system.ts"],
        testTimeout: 180_000,
        fileParallelism: false,
      }),
    ],
  },
});
