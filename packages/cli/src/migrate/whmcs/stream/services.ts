import type { Outcome } from "@hostwright/core/migration";
import { ahead } from "../source/ahead.ts";
import { Groups, type Range } from "../source/belonging.ts";
import {
  type ModuleFamily,
  moduleFamily,
  modulesGardenAddresses,
  modulesGardenVms,
  puqVms,
  pveVms,
} from "../source/modules.ts";
import type { Source } from "../source/rows.ts";
import * as tables from "../source/tables.ts";
import { type ServiceRules, serviceOutcome } from "../transform/service.ts";
import type { ServiceRows } from "../transform/service-rows.ts";
import type { ModuleVm } from "../transform/vm.ts";
import { type ChildTable, orphans } from "./orphans.ts";
import type { Reading } from "./reading.ts";

/** Each page of services with everything that goes with it: a handful of queries a page, whatever the number of services. */
export async function* servers(reading: Reading): AsyncGenerator<Outcome[]> {
  for await (const bundle of ahead(bundles(reading))) {
    const batch: Outcome[] = [];
    for (const rows of bundle) {
      const outcome = serviceOutcome(rows, reading.rules);
      if (outcome) batch.push(outcome);
    }
    if (batch.length > 0) yield batch;
  }
  for (const child of CHILDREN) yield* orphans(reading, child);
}

const CHILDREN: readonly ChildTable[] = [
  { kind: "servers", table: "tblhostingconfigoptions", by: "relid", parent: "tblhosting" },
  {
    kind: "servers",
    table: "tblcustomfieldsvalues",
    by: "relid",
    parent: "tblhosting",
    where: "t.fieldid in (select id from tblcustomfields where type = 'product')",
  },
  { kind: "servers", table: "tblhostingaddons", by: "hostingid", parent: "tblhosting" },
  { kind: "servers", table: "mod_pvewhmcs_vms", by: "id", parent: "tblhosting" },
  { kind: "servers", table: "ProxmoxAddon_Vm", by: "hosting_id", parent: "tblhosting" },
  { kind: "servers", table: "puqProxmoxKVM_vm_info", by: "service_id", parent: "tblhosting" },
];

async function* bundles({ source, rules }: Reading): AsyncGenerator<ServiceRows[]> {
  const fields = [...rules.shop.fields].flatMap(([id, { type }]) => (type === "product" ? [id] : []));
  for await (const services of source.pages(tables.hosting)) {
    const first = services[0];
    const last = services.at(-1);
    if (!first || !last) continue;
    const range = { from: first.id, to: last.id };
    const options = new Groups(await source.belonging(tables.hostingOptions, "relid", range), ({ relid }) => relid);
    const values = new Groups(await valuesOf(source, fields, range), ({ relid }) => relid);
    const addons = new Groups(
      await source.belonging(tables.hostingAddons, "hostingid", range),
      ({ hostingid }) => hostingid,
    );
    const machines = await machinesOf(source, rules, range);
    yield services.map((row) => ({
      row,
      options: options.of(row.id),
      values: values.of(row.id),
      addons: addons.of(row.id),
      ...machines(row.id, row.packageid),
    }));
  }
}

/** Values of product fields alone: a client's field may carry the same number in `relid`. */
async function valuesOf(source: Source, fields: readonly number[], range: Range) {
  if (fields.length === 0) return [];
  const where = `t.fieldid in (${fields.join(", ")})`;
  return source.belonging(tables.customFieldValues, "relid", range, { where, via: "fieldid" });
}

/** What the module of a service's product knows of it. What another module left behind does not count. */
async function machinesOf(source: Source, { shop }: ServiceRules, range: Range) {
  const pve = new Groups(await source.belonging(pveVms, "id", range), ({ id }) => id);
  const garden = new Groups(await source.belonging(modulesGardenVms, "hosting_id", range), (vm) => vm.hosting_id);
  const gardenAddresses = new Groups(
    await source.belonging(modulesGardenAddresses, "hosting_id", range),
    (address) => address.hosting_id,
  );
  const puq = new Groups(await source.belonging(puqVms, "service_id", range), ({ service_id }) => service_id);
  const known: Record<ModuleFamily, (service: number) => Pick<ServiceRows, "vms" | "addresses">> = {
    pvewhmcs(service) {
      const rows = pve.of(service);
      return { vms: rows.map((vm) => machine(vm.vmid, "", vm.vtype)), addresses: rows.map((vm) => vm.ipaddress) };
    },
    modulesgarden: (service) => ({
      vms: garden.of(service).map((vm) => machine(vm.vmid, vm.node, vm.virtualization)),
      addresses: gardenAddresses.of(service).map(({ ip }) => ip),
    }),
    puq: (service) => ({ vms: puq.of(service).map((vm) => machine(vm.vm_id, vm.node, "")), addresses: [] }),
    other: () => NOTHING_KNOWN,
  };
  return (service: number, product: number) => known[moduleFamily(shop.products.get(product)?.module ?? "")](service);
}

const NOTHING_KNOWN = { vms: [], addresses: [] };

const machine = (vmid: number, node: string, kind: string): ModuleVm => ({
  vmid,
  node: node === "" ? null : node,
  container: kind.toLowerCase() === "lxc",
});
