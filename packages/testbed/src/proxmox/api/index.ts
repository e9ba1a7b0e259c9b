import { accessHandlers } from "./access.ts";
import type { Handlers } from "./call.ts";
import { cloudinitHandlers } from "./cloudinit.ts";
import { clusterHandlers } from "./cluster.ts";
import { configHandlers } from "./config.ts";
import { firewallHandlers } from "./firewall-scopes.ts";
import { nodeHandlers } from "./nodes.ts";
import { poolHandlers } from "./pools.ts";
import { powerHandlers } from "./power.ts";
import { qemuHandlers } from "./qemu.ts";
import { storageHandlers } from "./storage.ts";
import { taskHandlers } from "./tasks.ts";

/** Every covered method by its key in the contract. */
export const handlers: Handlers = {
  ...accessHandlers,
  ...cloudinitHandlers,
  ...clusterHandlers,
  ...configHandlers,
  ...firewallHandlers,
  ...nodeHandlers,
  ...poolHandlers,
  ...powerHandlers,
  ...qemuHandlers,
  ...storageHandlers,
  ...taskHandlers,
};
