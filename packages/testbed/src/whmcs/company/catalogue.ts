import { VERSIONS } from "../layout/shapes.ts";
import { seal } from "../secret.ts";
import { addField } from "./product.ts";
import type { Shop } from "./shop.ts";

/** `tblservers` by what runs on them. */
export const SERVERS = {
  pve: 1,
  pveHelsinki: 2,
  modulesGarden: 3,
  puq: 4,
  own: 5,
  cpanel: 6,
  solusvm: 7,
  virtualizor: 8,
};

const SERVER_ROWS: [name: string, module: string, endpoint?: string, location?: string][] = [
  ["fra-pve1", "pvewhmcs", "pve-fra1", "fra1"],
  ["hel-pve1", "pvewhmcs", "pve-hel1", "hel1"],
  ["fra-pve2", "ProxmoxVPS", "pve-fra2", "fra1"],
  ["fra-pve3", "puqProxmoxKVM", "pve-fra3", "fra1"],
  ["hel-pve2", "shopvps", "pve-hel2", "hel1"],
  ["web1", "cpanel"],
  ["solus1", "solusvmpro"],
  ["virt1", "virtualizor"],
];

/** Everything that does not grow with the number of services, except the products. */
export function addCatalogue(shop: Shop): void {
  addSettings(shop);
  addCurrencies(shop);
  shop.add("tblproductgroups", { name: "Virtual servers", slug: "virtual-servers", orderfrmtpl: "standard_cart" });
  shop.add("tblservergroups", { name: "All", filltype: 1 });
  for (const [name, type, endpoint, location] of SERVER_ROWS) {
    const id = shop.add("tblservers", {
      name,
      type,
      hostname: `${name}.example.net`,
      ipaddress: `198.51.100.${10 + (shop.rows.length % 200)}`,
      username: "root@pam",
      password: seal(`secret-of-${name}`, name),
      secure: "on",
      port: 8006,
      maxaccounts: 500,
      active: 1,
    });
    shop.add("tblservergroupsrel", { groupid: 1, serverid: id });
    if (endpoint) shop.know("endpoints", id, { endpoint, location });
  }
  shop.add("tblticketdepartments", { name: "Support", email: "support@example.net", order: 1 });
  shop.add("tblticketdepartments", { name: "Billing", email: "billing@example.net", order: 2 });
  shop.add("tbltax", { level: 1, name: "MwSt", state: "", country: "DE", taxrate: "19.000" });
  shop.add("tblclientgroups", { groupname: "Resellers", groupcolour: "#ffeecc", discountpercent: "10.00" });
  addField(shop, { kind: "client", relid: 0, name: "How did you find us?", type: "dropdown" });
  shop.add("tblpaymentgateways", { gateway: "stripe", setting: "name", value: "Credit card" });
  shop.add("tblpaymentgateways", { gateway: "banktransfer", setting: "name", value: "Bank transfer" });
  shop.add("tbladmins", {
    roleid: 1,
    username: "admin",
    firstname: "Ada",
    lastname: "Min",
    email: "admin@example.net",
  });
  shop.add("mod_pvewhmcs", { config: null, vnc_secret: null });
  shop.add("mod_pvewhmcs_plans", { title: "Fixed 2", vmtype: "KVM", cpus: 1, cores: 2, memory: 4096, disk: 40 });
}

function addSettings(shop: Shop): void {
  const settings = {
    Version: VERSIONS[shop.options.shape],
    CompanyName: "Testbed Hosting GmbH",
    Charset: "utf-8",
    DateFormat: "DD/MM/YYYY",
    Language: "english",
    SystemURL: "https://billing.example.net/",
    SequentialInvoiceNumbering: "on",
    SequentialInvoiceNumberFormat: "INV-{YEAR}-{NUMBER}",
    SequentialInvoiceNumberValue: String(shop.options.size + 1),
    TaxEnabled: "on",
    TaxType: "Exclusive",
  };
  for (const [setting, value] of Object.entries(settings)) shop.add("tblconfiguration", { setting, value });
}

function addCurrencies(shop: Shop): void {
  const add = (code: string, prefix: string, suffix: string, rate: string, standard: number) =>
    shop.add("tblcurrencies", { code, prefix, suffix, format: 1, rate, default: standard });
  add("EUR", "€", " EUR", "1.00000", 1);
  add("USD", "$", " USD", "1.08450", 0);
  add("JPY", "¥", " JPY", "161.20000", 0);
}
