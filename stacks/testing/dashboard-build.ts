import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What `open-next build` leaves of an app without a page, so that the dashboard's stack can be synthesised where the
 * dashboard has not been built (https://opennext.js.org/aws/v3/reference-implementation), into a folder.
 */
export function dashboardBuild(root: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const nothing = "export const handler = async () => ({ statusCode: 404 });\n";
  write(".next/BUILD_ID", "example");
  write(".next/routes-manifest.json", JSON.stringify({ dynamicRoutes: [], staticRoutes: [], dataRoutes: [] }));
  write(".open-next/assets/_next/static/example.js", "");
  write(".open-next/server-functions/default/index.mjs", nothing);
  write(".open-next/revalidation-function/index.mjs", nothing);
  write(".open-next/image-optimization-function/index.mjs", nothing);
  write(
    ".open-next/open-next.output.json",
    JSON.stringify({
      edgeFunctions: {},
      origins: {
        s3: {
          type: "s3",
          originPath: "_assets",
          copy: [{ from: ".open-next/assets", to: "_assets", cached: true, versionedSubDir: "_next" }],
        },
        imageOptimizer: run(".open-next/image-optimization-function"),
        default: run(".open-next/server-functions/default"),
      },
      behaviors: [
        { pattern: "_next/image*", origin: "imageOptimizer" },
        { pattern: "_next/data/*", origin: "default" },
        { pattern: "*", origin: "default" },
        { pattern: "_next/*", origin: "s3" },
      ],
    }),
  );
}

const run = (bundle: string) => ({ type: "function", handler: "index.handler", bundle, streaming: false });
