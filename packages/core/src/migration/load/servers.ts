import { type Cell, json } from "../cell.ts";
import type { Entity } from "../entities.ts";
import { newId } from "../ids.ts";
import { columns, once, own, ownJson, type TableSpec } from "../table-spec.ts";
import { checkServers, isBound, isLive } from "./check-servers.ts";
import { type Item, idAt, type Loader, nameCell, type Parent, type Surroundings, timeCell } from "./loader.ts";
import { UNASSIGNED, UNKNOWN } from "./placeholders.ts";
import { settleServers } from "./settle-servers.ts";

/** Marked VMs stay bound to what they were marked as, whatever the source says later. */
const MARKED = "adoption in ('adopted', 'handed_over')";

const servers: TableSpec = {
  name: "servers",
  key: ["id"],
  columns: [
    ...once("id"),
    ...own("tenant_id", "plan_id"),
    ...columns("name", "image_id", "location_id", "cores", "memory_mb", "disk_gb", "price_amount", "currency", "holds"),
    ...once("name_key", "hostname", "template_id", "labels", "ssh_keys", "created_at"),
    // What runs is observed here too, so neither is compared.
    { name: "status", keptIf: "false" },
    { name: "deleted_at", keptIf: "false" },
    { name: "power_before_hold", keptIf: "false" },
    { name: "network", json: true, keptIf: MARKED },
    { name: "endpoint_id", keptIf: MARKED },
    { name: "vmid", keptIf: MARKED },
    { name: "adoption", keptIf: MARKED },
  ],
};

const adoptions: TableSpec = {
  name: "server_adoptions",
  key: ["server_id"],
  columns: [
    ...once("server_id"),
    ...own("tenant_id", "source", "source_table", "source_id", "source_status"),
    { name: "source_hash", keptIf: "false" },
    { name: "source_changed_at", keptIf: "false" },
    ...ownJson("addresses", "raw"),
    { name: "vmid", keptIf: "adopted_at is not null" },
  ],
};

const billing: TableSpec = {
  name: "billing_terms",
  key: ["server_id"],
  columns: [
    ...once("server_id"),
    ...own("tenant_id"),
    ...columns("currency", "amount", "first_amount", "cycle", "next_due", "payment_method"),
    ...columns("suspension_override", "suspension_override_until"),
    ...once("paused"),
  ],
};

export const serverLoader: Loader<"servers"> = {
  kind: "servers",
  tables: [servers, adoptions, billing],
  children: [
    {
      name: "holds",
      key: "server_id",
      columns: ["id", "tenant_id", "server_id", "kind", "reason", "placed_by", "since"],
      where: "placed_by = 'migration'",
    },
  ],
  parents: ({ tenant, plan, endpoint }) => {
    const parents: Parent[] = [
      { kind: "tenants", ...tenant },
      { kind: "plans", ...plan },
    ];
    return endpoint ? [...parents, { kind: "endpoints", ...endpoint }] : parents;
  },
  newId: ({ entity }, around) => idAt("srv", entity.created, around),
  check: checkServers,
  async frozen({ id }, { store }) {
    const rows = await store.query("select 1 from servers where id = $1 and adoption = 'handed_over'", [id]);
    return rows.length > 0 ? "it has been handed over to this system" : null;
  },
  settle: settleServers,
  rows(item, around) {
    const { entity, id } = item;
    const { source } = item.outcome;
    const tenant = around.target({ kind: "tenants", ...entity.tenant });
    const live = isLive(entity);
    const held = entity.status === "suspended";
    const bill = entity.billing;
    return {
      rows: [
        [
          id,
          tenant,
          around.target({ kind: "plans", ...entity.plan }),
          nameCell(entity.name),
          around.names.get("images", entity.spec.image ?? UNKNOWN) ?? "",
          locationOf(entity, around),
          entity.spec.cores ?? 0,
          entity.spec.memory_mb ?? 0,
          entity.spec.disk_gb ?? 0,
          bill.amount,
          bill.currency,
          held ? 1 : 0,
          live ? (around.nameKeys.get(id) ?? null) : null,
          hostnameOf(entity, source.id),
          "",
          "{}",
          "[]",
          timeCell(entity.created) ?? around.now,
          live ? (entity.status === "active" ? "running" : "stopped") : "deleted",
          live ? null : (timeCell(entity.ended === null ? null : `${entity.ended}T00:00:00Z`) ?? around.now),
          held ? "running" : null,
          networkOf(entity),
          ...placeOf(item, around),
          isBound(entity) ? "bound" : "unbound",
        ],
        [
          id,
          tenant,
          around.source,
          source.table,
          source.id,
          entity.status,
          source.hash,
          around.now,
          json(entity.addresses),
          json(entity.raw),
          entity.adoption?.vmid ?? null,
        ],
        [
          id,
          tenant,
          bill.currency,
          bill.amount,
          bill.first_amount,
          bill.cycle,
          bill.next_due,
          bill.payment_method,
          bill.suspension_override,
          bill.suspension_override_until,
          true,
        ],
      ],
      children: [holdRows(entity, id, tenant, around)],
    };
  },
};

/** Where it says so itself; else where its endpoint is. */
function locationOf({ spec, endpoint }: Entity<"servers">, around: Surroundings): string {
  const named = spec.location ? around.names.get("locations", spec.location) : undefined;
  const ofEndpoint = endpoint ? around.locationOf.get(around.target({ kind: "endpoints", ...endpoint })) : undefined;
  return named ?? ofEndpoint ?? around.names.get("locations", UNASSIGNED) ?? "";
}

function placeOf({ entity }: Item<"servers">, around: Surroundings): [endpoint: string, vmid: number] {
  if (isBound(entity) && entity.endpoint && entity.adoption)
    return [around.target({ kind: "endpoints", ...entity.endpoint }), entity.adoption.vmid];
  return [around.names.get("endpoints", UNASSIGNED) ?? "", around.nextUnassigned()];
}

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

function hostnameOf({ spec, name }: Entity<"servers">, sourceId: string): string {
  const wanted = (spec.hostname ?? name).toLowerCase();
  return wanted.length <= 253 && HOST_NAME.test(wanted) ? wanted : `server-${sourceId.toLowerCase()}`;
}

/** The addresses the source knows; the rest of its network is the VM's own until its hand-over. */
function networkOf({ addresses }: Entity<"servers">): string | null {
  const ipv4 = addresses.find((address) => address.includes("."));
  const ipv6 = addresses.find((address) => address.includes(":"));
  if (!ipv4 && !ipv6) return null;
  return json({
    mac: "",
    bridge: "",
    vlan: null,
    mtu: null,
    nameservers: [],
    search_domain: null,
    ipv4: ipv4 ? { address: ipv4, prefix: 32, gateway: "" } : null,
    ipv6: ipv6 ? { address: ipv6, network: `${ipv6}/128`, prefix: 128, gateway: "" } : null,
  });
}

function holdRows({ hold, status }: Entity<"servers">, id: string, tenant: string, { now }: Surroundings): Cell[][] {
  if (status !== "suspended") return [];
  const reason = hold?.reason || "Suspended before the move to this system.";
  return [[newId("hld", now), tenant, id, hold?.kind ?? "billing", reason, "migration", now]];
}
