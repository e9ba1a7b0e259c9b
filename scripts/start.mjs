// `npm start`: installs what is missing, then runs the whole system on Node 24.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";
import { runOnNode24 } from "./node24.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
install({ dev: false });
runOnNode24([join(root, "packages/local/src/start.ts"), ...process.argv.slice(2)], { ipc: true });
