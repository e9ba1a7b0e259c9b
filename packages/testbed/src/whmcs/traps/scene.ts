import { SERVERS } from "../company/catalogue.ts";
import { moduleRows, vmOf } from "../company/module-rows.ts";
import { clientRow, dateFrom, userRow } from "../company/people.ts";
import { addField, addOption, addProduct, type FieldSpec, type OptionSpec, type Product } from "../company/product.ts";
import type { Shop } from "../company/shop.ts";
import type { Expected, ExpectedSpec, Label } from "../labels.ts";
import type { Shape } from "../layout/shapes.ts";
import type { Row } from "../load/table-text.ts";
import type { Random } from "../random.ts";

/** One way in which a real WHMCS database differs from what its tables promise. */
export interface Trap {
  name: string;
  /** Where it can occur; everywhere unless said. */
  shapes?: readonly Shape[];
  plant(scene: Scene): void;
}

export const PARTS = ["memory", "cores", "disk", "image", "location"] as const;
export type Part = (typeof PARTS)[number];

/** Something chosen or entered with a service. Without `sub` and `qty` the first sub-option is chosen. */
export type Given = { option: OptionSpec; sub?: number; qty?: number; row?: Row } | { field: FieldSpec; value: string };

export interface Vps {
  module?: string;
  server?: number;
  client?: number;
  /** In place of the plain options for those parts. */
  instead?: Partial<Record<Part, readonly Given[]>>;
  product?: Row;
  service?: Row;
  /** False: the module has not written anything down. */
  vm?: false | { vmid?: number; container?: boolean };
  /** The product's entry in the mapping beside `as: server`; null: the owner says nothing. */
  know?: ((product: Product) => Record<string, unknown>) | null;
}

const PLAIN: Record<Part, Given> = {
  memory: { option: { name: "RAM", subs: ["4 GB"] } },
  cores: { option: { name: "CPU Cores", type: "quantity", subs: ["core"] }, qty: 2 },
  disk: { option: { name: "Disk Space", subs: ["40 GB"] } },
  image: { option: { name: "Operating System", subs: ["debian-13|Debian 13"] } },
  location: { option: { name: "Location", subs: ["fra1|Frankfurt"] } },
};
/** What the plain parts come to. */
export const PLAIN_SPEC: ExpectedSpec = {
  cores: 2,
  memory_mb: 4096,
  disk_gb: 40,
  image: "debian-13",
  location: "fra1",
};

/** Where one trap is planted: adds rows, and says what must become of them. */
export class Scene {
  readonly shop: Shop;
  readonly random: Random;
  readonly #trap: string;
  readonly #label: (label: Label) => void;

  constructor(shop: Shop, trap: string, label: (label: Label) => void) {
    this.shop = shop;
    this.random = shop.random(`trap ${trap}`);
    this.#trap = trap;
    this.#label = label;
  }

  expect(table: string, id: number | string, expected: Expected, more: { kind?: string; note?: string } = {}): void {
    this.#label({ table, id: String(id), trap: this.#trap, expected, ...more });
  }

  /** A service that comes over with the plain specification, but for what is given. */
  expectServer(id: number, spec: ExpectedSpec = {}, fields?: Record<string, unknown>): void {
    const expected: Expected = { outcome: "created", spec: { ...PLAIN_SPEC, ...spec }, ...(fields ? { fields } : {}) };
    this.expect("tblhosting", id, expected, { kind: "servers" });
  }

  expectAside(id: number, code: string): void {
    this.expect("tblhosting", id, { outcome: "set_aside", code }, { kind: "servers" });
  }

  /** With the user who owns it, where the version has users. */
  client(over: Row = {}, userOver: Row = {}): { id: number; user: number } {
    const id = this.shop.newId("tblclients");
    const row = { ...clientRow(this.random, id), ...over };
    this.shop.add("tblclients", row);
    const user = this.shop.newId("tblusers");
    this.shop.add("tblusers", { ...userRow(row, user), ...userOver });
    this.membership(user, id);
    return { id, user };
  }

  membership(user: number, client: number, over: Row = { owner: 1, permissions: null }): number {
    return this.shop.add("tblusers_clients", { auth_user_id: user, client_id: client, ...over });
  }

  /** A product of its own, and one service of it. */
  vps(spec: Vps = {}): { id: number; product: Product; client: number; given: { option?: number; field?: number }[] } {
    const module = spec.module ?? "pvewhmcs";
    const product = addProduct(this.shop, { name: `Trap: ${this.#trap}`, module, row: spec.product ?? {} });
    const client = spec.client ?? this.client().id;
    const server = spec.server ?? SERVERS.pve;
    const id = this.service({ userid: client, packageid: product.id, server, ...spec.service });
    const given = PARTS.flatMap((part) => spec.instead?.[part] ?? [PLAIN[part]]).map((one) =>
      this.give(id, product, one),
    );
    if (spec.know !== null) this.shop.know("products", product.id, { as: "server", ...spec.know?.(product) });
    if (spec.vm !== false) this.vm(id, { server, userid: client, ...spec.vm });
    return { id, product, client, given };
  }

  service(row: Row): number {
    const id = this.shop.newId("tblhosting");
    return this.shop.add("tblhosting", {
      id,
      regdate: dateFrom(200),
      domain: `trap${id}.example.net`,
      paymentmethod: "stripe",
      amount: "9.90",
      firstpaymentamount: "9.90",
      billingcycle: "Monthly",
      nextduedate: dateFrom(-7),
      nextinvoicedate: dateFrom(7),
      domainstatus: "Active",
      created_at: `${dateFrom(200)} 12:00:00`,
      ...row,
    });
  }

  vm(service: number, of: { server: number; userid: number; vmid?: number; container?: boolean }): void {
    const address = `10.255.${(service >> 8) & 255}.${service & 255}`;
    const vm = {
      vmid: vmOf(this.shop, of.server, service),
      service,
      address,
      hostname: "vm",
      cores: 2,
      memory: 4096,
      disk: 40,
      ...of,
    };
    for (const [table, row] of moduleRows(this.shop, vm)) this.shop.rows.push([table, row]);
  }

  /** Adds the option or field to the product, and the service's choice. */
  give(service: number, product: Product, given: Given): { option?: number; field?: number } {
    if ("field" in given) {
      const field = addField(this.shop, { ...given.field, kind: "product", relid: product.id });
      this.enter(service, field, given.value);
      product.fields.push(field);
      return { field };
    }
    const group = this.shop.add("tblproductconfiggroups", { name: given.option.name });
    this.shop.add("tblproductconfiglinks", { gid: group, pid: product.id });
    const option = addOption(this.shop, group, given.option);
    product.options.push(option);
    const optionid = option.subs[given.sub ?? 0] ?? 0;
    this.shop.add("tblhostingconfigoptions", {
      relid: service,
      configid: option.id,
      optionid,
      qty: given.qty ?? 0,
      ...given.row,
    });
    return { option: option.id };
  }

  enter(relid: number, fieldid: number, value: string): number {
    return this.shop.add("tblcustomfieldsvalues", { relid, fieldid, value });
  }
}
