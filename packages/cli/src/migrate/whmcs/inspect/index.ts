import { writeFile } from "node:fs/promises";
import type { SourceFlags } from "../../source.ts";
import { loadMapping } from "../mapping/load.ts";
import { EMPTY_MAPPING } from "../mapping/schema.ts";
import { openSource } from "../source/rows.ts";
import { placeText, surveyText } from "./print.ts";
import { propose } from "./propose.ts";
import { type Survey, survey } from "./survey.ts";
import { mappingYaml } from "./yaml.ts";

/**
 * `inspect [mapping.yaml]`: what is there, and a proposed mapping file, which is written where a path is given that does
 * not exist yet. Changes nothing in the source. @returns the exit code
 */
export async function inspect(flags: SourceFlags, { json, args }: { json: boolean; args: string[] }): Promise<number> {
  const mapping = flags.mapping === undefined ? EMPTY_MAPPING : await loadMapping(flags.mapping);
  const source = await openSource(flags.source);
  try {
    const found = await survey(source, mapping);
    const proposals = propose(found);
    const yaml = mappingYaml(proposals, found.version);
    const [path] = args;
    if (path !== undefined) await writeFile(path, yaml, { flag: "wx" });
    if (json) console.log(JSON.stringify({ ...asJson(found), proposal: { entries: proposals, yaml } }));
    else {
      console.log(surveyText(found));
      console.log(path === undefined ? `Proposed mapping file\n\n${yaml}` : `The proposed mapping file is ${path}`);
    }
    return 0;
  } finally {
    await source.close();
  }
}

function asJson({ version, tables, choices, products, servers, damagedClients }: Survey) {
  return {
    version,
    tables: tables.map(({ table, rows, place }) => ({ table, rows, place: place.place, becomes: placeText(place) })),
    choices: choices.map(({ from, name, values, ...rest }) => ({
      from,
      name: name.raw,
      ...rest,
      values: values.map(({ text, ...count }) => ({ text: text.raw, ...count })),
    })),
    products,
    servers,
    damaged_clients: damagedClients,
  };
}
