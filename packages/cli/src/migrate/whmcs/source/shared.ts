import type { Mapping } from "../mapping/schema.ts";
import { parseOptionName } from "../transform/option-name.ts";
import { recipes } from "../transform/recipe.ts";
import type { Product, SharedVm } from "../transform/shop.ts";
import { type ModuleFamily, moduleFamily } from "./modules.ts";
import type { Source } from "./rows.ts";
import { customFields } from "./tables.ts";

/** Compared byte by byte, whatever the collation of the columns. */
const ADDRESS = "convert(lower(trim(email)) using utf8mb4) collate utf8mb4_bin";

/** Addresses that several people have, with the first of them. Users from version 8 on; before, clients, then contacts with a sign-in. */
export async function sharedEmails(source: Source): Promise<Map<string, string>> {
  const people =
    source.layout.generation === 8
      ? `select ${ADDRESS} as address, 0 as contact, id from tblusers`
      : `select ${ADDRESS} as address, 0 as contact, id from tblclients
         union all select ${ADDRESS} as address, 1 as contact, id from tblcontacts where subaccount = 1`;
  const rows = await source.query(
    `select address, min(contact * 4294967296 + id) as keeper from (${people}) p
     where address <> '' group by address having count(*) > 1`,
  );
  return new Map(
    rows.map(({ address, keeper }) => {
      const first = Number(keeper);
      return [String(address), first >= CONTACTS ? `contact:${first - CONTACTS}` : String(first)];
    }),
  );
}
const CONTACTS = 4_294_967_296;

/** Invoice numbers that were issued more than once, with the first invoice. */
export async function sharedNumbers(source: Source): Promise<Map<string, number>> {
  const rows = await source.query(
    `select trim(convert(invoicenum using utf8mb4) collate utf8mb4_bin) as number, min(id) as keeper from tblinvoices
     where invoicenum <> '' group by 1 having count(*) > 1`,
  );
  return new Map(rows.map(({ number, keeper }) => [String(number), Number(keeper)]));
}

interface Claims {
  table: string;
  family: Exclude<ModuleFamily, "other">;
  service: string;
  vmid: string;
  container: string;
}

/** Where modules write down whose VM is whose. Containers have ids of their own kind, and are not brought. */
const CLAIMS: readonly Claims[] = [
  { table: "mod_pvewhmcs_vms", family: "pvewhmcs", service: "id", vmid: "vmid", container: "v.vtype = 'lxc'" },
  {
    table: "ProxmoxAddon_Vm",
    family: "modulesgarden",
    service: "hosting_id",
    vmid: "vmid",
    container: "v.virtualization = 'lxc'",
  },
  { table: "puqProxmoxKVM_vm_info", family: "puq", service: "service_id", vmid: "vm_id", container: "false" },
];

/** VMs that several services of one `tblservers` row name, in module tables or in fields, by each of those services. */
export async function sharedVms(
  source: Source,
  products: ReadonlyMap<number, Product>,
  mapping: Mapping,
): Promise<Map<number, SharedVm>> {
  const claims = [...moduleClaims(source, products), ...(await fieldClaims(source, products, mapping))];
  const shared = new Map<number, SharedVm>();
  if (claims.length === 0) return shared;
  const rows = await source.query(
    `select vmid, group_concat(distinct service order by service) as services from (${claims.join(" union all ")}) c
     where vmid >= 100 group by server, vmid having count(distinct service) > 1`,
  );
  for (const { vmid, services } of rows) {
    const claimants = String(services)
      .split(",")
      .map((text) => ({ id: Number(text.slice(1)), ended: text.startsWith("-") }));
    for (const { id } of claimants) shared.set(id, { vmid: Number(vmid), services: claimants });
  }
  return shared;
}

/** `+12` lives, `-12` has ended. */
const SERVICE =
  "concat(if(h.domainstatus in ('Terminated', 'Cancelled', 'Fraud', 'Completed'), '-', '+'), h.id) as service, h.server as server";

function moduleClaims({ layout }: Source, products: ReadonlyMap<number, Product>): string[] {
  return CLAIMS.flatMap(({ table, family, service, vmid, container }) => {
    const of = [...products.values()].filter(({ module }) => moduleFamily(module) === family).map(({ id }) => id);
    const found = layout.tables.get(table);
    if (!found || of.length === 0) return [];
    // Before 1.2.10 the row's id is the VM's, and no two services share it.
    if (!found.columns.has(vmid)) return [];
    return `select v.${vmid} as vmid, ${SERVICE} from ${table} v join tblhosting h on h.id = v.${service}
      where h.packageid in (${of.join(", ")}) and not (${container})`;
  });
}

async function fieldClaims(
  source: Source,
  products: ReadonlyMap<number, Product>,
  mapping: Mapping,
): Promise<string[]> {
  const recipeOf = recipes(mapping);
  const fields = (await source.all(customFields)).filter(
    ({ id, type, relid, fieldname }) =>
      type === "product" &&
      products.has(relid) &&
      recipeOf(relid).reading(`field:${id}`, parseOptionName(fieldname))?.meaning === "vmid",
  );
  if (fields.length === 0) return [];
  return [
    `select cast(v.value as unsigned) as vmid, ${SERVICE} from tblcustomfieldsvalues v join tblhosting h on h.id = v.relid
     where v.fieldid in (${fields.map(({ id }) => id).join(", ")}) and v.value regexp '^[0-9]{1,9}$'`,
  ];
}
