import type { Mapping } from "../mapping/schema.ts";
import { type Place, placeOf } from "../source/places.ts";
import type { Source } from "../source/rows.ts";
import { quoted } from "../source/select.ts";
import { readShop } from "../source/shop.ts";
import * as tables from "../source/tables.ts";
import { type OptionName, parseOptionName } from "../transform/option-name.ts";
import { OPTION_TYPES, type Shop } from "../transform/shop.ts";

/** What a WHMCS database holds, counted. */
export interface Survey {
  version: string;
  shop: Shop;
  tables: { table: string; rows: number; place: Place }[];
  /** Options and product fields with what services say in them, most frequent first. */
  choices: ChoiceSurvey[];
  products: { id: number; name: string; type: string; module: string; services: number }[];
  servers: { id: number; name: string; services: number }[];
  /** Clients with text that looks damaged. */
  damagedClients: number;
}

export interface ChoiceSurvey {
  /** `option:12` or `field:7`. */
  from: string;
  name: OptionName;
  kind: "drop_down" | "radio" | "yes_no" | "quantity" | "field" | "unknown";
  /** Products that offer it. */
  products: number[];
  services: number;
  /** Up to 20; of a quantity, what one of it is called, with the counts that occur. */
  values: { text: OptionName; services: number; least?: number; most?: number }[];
  /** More than are shown. */
  distinct: number;
}

const SHOWN = 20;

/** @throws SourceError */
export async function survey(source: Source, mapping: Mapping): Promise<Survey> {
  const shop = await readShop(source, mapping);
  return {
    version: source.layout.version,
    shop,
    tables: await countTables(source, mapping),
    choices: [...(await optionSurveys(source, shop)), ...(await fieldSurveys(source, shop))],
    products: await productCounts(source),
    servers: await serverCounts(source),
    damagedClients: await countDamaged(source),
  };
}

async function countTables(source: Source, mapping: Mapping): Promise<Survey["tables"]> {
  const counted: Survey["tables"] = [];
  for (const { name } of source.layout.tables.values()) {
    const [row] = await source.query(`select count(*) as n from ${quoted(name)}`);
    counted.push({ table: name, rows: Number(row?.n ?? 0), place: placeOf(name, mapping.tables) });
  }
  return counted;
}

async function optionSurveys(source: Source, shop: Shop): Promise<ChoiceSurvey[]> {
  const links = Map.groupBy(await source.all(tables.configLinks), ({ gid }) => gid);
  const chosen = await source.query(
    `select configid, optionid, count(*) as n, min(qty) as least, max(qty) as most
     from tblhostingconfigoptions group by configid, optionid order by n desc`,
  );
  const byOption = Map.groupBy(chosen, ({ configid }) => Number(configid));
  return (await source.all(tables.configOptions)).map(({ id, gid, optionname, optiontype }) => {
    const rows = byOption.get(id) ?? [];
    const type = optiontype.trim();
    const known = type === "1" || type === "2" || type === "3" || type === "4" ? OPTION_TYPES[type] : "unknown";
    return {
      from: `option:${id}`,
      name: parseOptionName(optionname),
      kind: known,
      products: (links.get(gid) ?? []).map(({ pid }) => pid),
      services: rows.reduce((sum, { n }) => sum + Number(n), 0),
      values: rows.slice(0, SHOWN).map(({ optionid, n, least, most }) => ({
        text: shop.subOptions.get(Number(optionid))?.name ?? parseOptionName(`(deleted: ${optionid})`),
        services: Number(n),
        ...(known === "quantity" || known === "yes_no" ? { least: Number(least), most: Number(most) } : {}),
      })),
      distinct: rows.length,
    };
  });
}

async function fieldSurveys(source: Source, shop: Shop): Promise<ChoiceSurvey[]> {
  const surveys: ChoiceSurvey[] = [];
  for (const [id, field] of shop.fields) {
    if (field.type !== "product") continue;
    const [total] = await source.query(
      "select count(*) as n, count(distinct value) as d from tblcustomfieldsvalues where fieldid = ? and value <> ''",
      [id],
    );
    const rows = field.secret
      ? []
      : await source.query(
          `select value, count(*) as n from tblcustomfieldsvalues where fieldid = ? and value <> ''
           group by value order by n desc, value limit ${SHOWN}`,
          [id],
        );
    surveys.push({
      from: field.from,
      name: field.name,
      kind: "field",
      products: field.relid > 0 ? [field.relid] : [],
      services: Number(total?.n ?? 0),
      values: rows.map(({ value, n }) => ({ text: parseOptionName(String(value)), services: Number(n) })),
      distinct: Number(total?.d ?? 0),
    });
  }
  return surveys;
}

async function productCounts(source: Source): Promise<Survey["products"]> {
  const rows = await source.query(
    `select p.id, p.name, p.type, p.servertype, count(h.id) as n from tblproducts p
     left join tblhosting h on h.packageid = p.id group by p.id, p.name, p.type, p.servertype order by p.id`,
  );
  return rows.map(({ id, name, type, servertype, n }) => ({
    id: Number(id),
    name: String(name),
    type: String(type),
    module: String(servertype),
    services: Number(n),
  }));
}

async function serverCounts(source: Source): Promise<Survey["servers"]> {
  const rows = await source.query(
    `select s.id, s.name, count(h.id) as n from tblservers s left join tblhosting h on h.server = s.id
     group by s.id, s.name order by s.id`,
  );
  return rows.map(({ id, name, n }) => ({ id: Number(id), name: String(name), services: Number(n) }));
}

/** UTF-8 leads, read as Windows-1252, before what continues them. */
async function countDamaged(source: Source): Promise<number> {
  const [row] = await source.query(
    `select count(*) as n from tblclients
     where hex(convert(concat_ws(' ', firstname, lastname, companyname, address1, city) using utf8mb4)) regexp '^([0-9A-F]{2})*C3(82|83|84|85)(C2|C5|E2|CB|C6)'`,
  );
  return Number(row?.n ?? 0);
}
