import { readFileSync, writeFileSync } from "node:fs";
import { handlers } from "./api/index.ts";

/** What stands behind the methods of each part, and what does not. The first prefix that fits counts. */
const PARTS: readonly [title: string, prefixes: readonly string[], modelled: string, not: string][] = [
  [
    "Access",
    ["/access"],
    "tickets (2 h, renewable), CSRF tokens, API tokens cut down to their user, roles, ACLs, pools' ACLs",
    "realms, groups, second factors; users, roles and ACLs are set by the site, not by the API",
  ],
  [
    "Cluster and nodes",
    ["/version", "/cluster/resources", "/cluster/status", "/cluster/nextid", "/cluster/tasks", "/nodes/{node}/version"],
    "what the caller may see, at the moment of the call",
    "the 10 s that pvestatd takes to notice a change; LXC and SDN entries",
  ],
  [
    "HA",
    ["/cluster/ha"],
    "resources, requested states, `hastart`/`hastop`/`hamigrate` that only ask, a manager that acts 10 s later",
    "fencing, restarts after a crash, groups and rules",
  ],
  [
    "Firewall",
    ["/cluster/firewall", "/nodes/{node}/qemu/{vmid}/firewall"],
    "options, rules, sets, aliases, security groups and their checks; a clone copies its source's",
    "packets; macros; logs are empty",
  ],
  ["Pools", ["/pools"], "members and the rights they inherit", "nested pools' inheritance"],
  [
    "Storages",
    ["/storage", "/nodes/{node}/storage"],
    "content, space (every volume takes its full size), base images, backups, notes and protection",
    "uploads, downloads, changes of the storage configuration, thin provisioning",
  ],
  [
    "Tasks",
    ["/nodes/{node}/tasks"],
    "UPIDs, lists and filters, logs, statuses, stopping; each user's own unless Sys.Audit",
    "downloads of logs; after 5,000 tasks the oldest are forgotten",
  ],
  [
    "Backup",
    ["/nodes/{node}/vzdump"],
    "one at a time on a node, `lock: backup`, retention, notes",
    "fleecing, Proxmox Backup Server",
  ],
  [
    "Guest agent",
    ["/nodes/{node}/qemu/{vmid}/agent"],
    "the three refusals; host name, addresses, files written",
    "commands are not run: `exec` ends at once with 0",
  ],
  [
    "Snapshots",
    ["/nodes/{node}/qemu/{vmid}/snapshot"],
    "locks between prepare and commit, memory, rollback that reverts all but the description",
    "the contents of disks",
  ],
  [
    "Consoles",
    [
      "/nodes/{node}/qemu/{vmid}/vncproxy",
      "/nodes/{node}/qemu/{vmid}/termproxy",
      "/nodes/{node}/qemu/{vmid}/vncwebsocket",
    ],
    "tickets, ports, 10 s to connect; a serial login, an RFB server with an unchanging screen",
    "the real screen; SPICE",
  ],
  [
    "Virtual machines",
    ["/nodes/{node}/qemu"],
    "configuration with pending and hotplug, digest, clone, create, restore, resize, move, migrate, power, cloud-init, locks with their waits, checks made twice",
    "QEMU itself, suspending to disk, importing from other systems, remote migration, replication",
  ],
  ["Node", ["/nodes"], "status, time, bridges, rrddata", "network changes, services, updates"],
];

const START = "<!-- methods: written by packages/testbed/src/proxmox/docs.ts -->";
const END = "<!-- end of methods -->";
const FILE = new URL("../../../../docs/testbed-proxmox.md", import.meta.url);

const pathOf = (key: string) => key.split(" ")[1] ?? "";
const partOf = (key: string) =>
  PARTS.findIndex(([, prefixes]) =>
    prefixes.some((prefix) => pathOf(key) === prefix || pathOf(key).startsWith(`${prefix}/`)),
  );

/** The table of covered methods, one row a path. */
export function methodTable(): string {
  const rows = PARTS.map(([title, , modelled, not], index) => {
    const byPath = new Map<string, string[]>();
    for (const key of Object.keys(handlers).filter((one) => partOf(one) === index)) {
      const path = pathOf(key);
      byPath.set(path, [...(byPath.get(path) ?? []), key.split(" ")[0] ?? ""]);
    }
    const paths = [...byPath]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([path, verbs]) => `| \`${path}\` | ${verbs.sort().join(", ")} |`);
    return `### ${title}\nModelled: ${modelled}.\nNot modelled: ${not}.\n\n| path | methods |\n| --- | --- |\n${paths.join("\n")}\n`;
  });
  return `${START}\n${Object.keys(handlers).length} methods.\n\n${rows.join("\n")}\n${END}`;
}

/** The document with its table as it should be. */
export function document(): { is: string; should: string } {
  const is = readFileSync(FILE, "utf8");
  const before = is.slice(0, is.indexOf(START));
  const after = is.slice(is.indexOf(END) + END.length);
  return { is, should: `${before}${methodTable()}${after}` };
}

if (process.argv.includes("--write")) writeFileSync(FILE, document().should);
