import { seal } from "../secret.ts";
import { billOf } from "./bills.ts";
import { moduleRows, vmOf } from "./module-rows.ts";
import { dateFrom } from "./people.ts";
import { LABELLED, type PlainCompany } from "./plain-company.ts";
import { money, type TableRow } from "./row.ts";

const STATUSES = [
  "Active",
  "Active",
  "Active",
  "Active",
  "Active",
  "Active",
  "Active",
  "Suspended",
  "Terminated",
  "Cancelled",
] as const;
const CYCLES = ["Monthly", "Monthly", "Monthly", "Quarterly", "Annually"] as const;

/** The service `index` with its options, fields, what its module knows, and its bill. */
export function* serviceRows({ shop, products, clients, label }: PlainCompany, index: number): Generator<TableRow> {
  const random = shop.random("service", index);
  const plain = random.pick(products);
  const id = shop.space("tblhosting").at(index);
  const owner = random.int(0, clients - 1);
  const userid = shop.space("tblclients").at(owner);
  const status = random.pick(STATUSES);
  const server = random.pick(plain.servers);
  const vmid = vmOf(shop, server, id);
  const { options, fields, spec } = plain.choose(random, vmid);
  const cents = random.pick([490, 990, 1490, 2900, 4999]);
  const ended = status === "Terminated" || status === "Cancelled";
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const hostname = `vm${id}.example.net`;
  yield [
    "tblhosting",
    {
      id,
      userid,
      orderid: shop.space("tblorders").at(index),
      packageid: plain.product.id,
      server,
      regdate: dateFrom(800 - (index % 700)),
      domain: hostname,
      paymentmethod: "stripe",
      firstpaymentamount: money(cents),
      amount: money(cents),
      billingcycle: random.pick(CYCLES),
      nextduedate: dateFrom(-(index % 28)),
      nextinvoicedate: dateFrom(14 - (index % 28)),
      termination_date: ended ? dateFrom(40) : "0000-00-00",
      domainstatus: status,
      username: "root",
      password: seal(`pw-${id}`, String(id)),
      suspendreason: status === "Suspended" ? "Overdue on Payment" : "",
      dedicatedip: address,
      subscriptionid: index % 50 === 0 ? `sub_${random.hex(14)}` : "",
      created_at: `${dateFrom(800 - (index % 700))} 12:00:00`,
    },
  ];
  for (const option of options)
    yield ["tblhostingconfigoptions", { ...option, id: shop.space("tblhostingconfigoptions").next(), relid: id }];
  for (const field of fields)
    yield ["tblcustomfieldsvalues", { ...field, id: shop.space("tblcustomfieldsvalues").next(), relid: id }];
  if (!ended)
    yield* moduleRows(shop, {
      server,
      service: id,
      userid,
      vmid,
      address,
      hostname,
      memory: spec.memory_mb ?? 0,
      disk: spec.disk_gb ?? 0,
      cores: spec.cores ?? 0,
    });
  yield* billOf(shop, { index, userid, service: id, cents, description: `Virtual server - ${hostname}` });
  if (index < LABELLED)
    label({
      table: "tblhosting",
      id: String(id),
      kind: "servers",
      trap: "plain",
      expected: { outcome: "created", spec: { ...spec, hostname } },
    });
}
