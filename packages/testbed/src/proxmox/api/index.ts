import { accessHandlers } from "./access.ts";
import { agentHandlers } from "./agent.ts";
import { backupHandlers } from "./backups.ts";
import type { Handlers } from "./call.ts";
import { cloudinitHandlers } from "./cloudinit.ts";
import { clusterHandlers } from "./cluster.ts";
import { configHandlers } from "./config.ts";
import { consoleHandlers } from "./consoles.ts";
import { groupHandlers } from "./firewall-groups.ts";
import { firewallHandlers } from "./firewall-scopes.ts";
import { haHandlers } from "./ha.ts";
import { moveHandlers } from "./moves.ts";
import { nodeHandlers } from "./nodes.ts";
import { poolHandlers } from "./pools.ts";
import { powerHandlers } from "./power.ts";
import { qemuHandlers } from "./qemu.ts";
import { rrdHandlers } from "./rrd.ts";
import { snapshotHandlers } from "./snapshots.ts";
import { storageHandlers } from "./storage.ts";
import { taskHandlers } from "./tasks.ts";

/** Every covered method by its key in the contract. */
export const handlers: Handlers = {
  ...accessHandlers,
  ...agentHandlers,
  ...backupHandlers,
  ...cloudinitHandlers,
  ...clusterHandlers,
  ...configHandlers,
  ...consoleHandlers,
  ...firewallHandlers,
  ...groupHandlers,
  ...haHandlers,
  ...moveHandlers,
  ...nodeHandlers,
  ...poolHandlers,
  ...powerHandlers,
  ...qemuHandlers,
  ...rrdHandlers,
  ...snapshotHandlers,
  ...storageHandlers,
  ...taskHandlers,
};
