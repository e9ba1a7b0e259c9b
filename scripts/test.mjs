// `npm test [-- filter]`: installs what is missing, then runs every tier on Node 24.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";
import { runOnNode24 } from "./node24.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
install({ dev: true });
runOnNode24([join(root, "scripts/test.ts"), ...process.argv.slice(2)]);
