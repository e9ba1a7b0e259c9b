import { openObjects } from "../../packages/core/src/kernel/objects/index.ts";
import { lostFiles, type RunReport } from "../../packages/core/src/migration/index.ts";
import type { CompanyOptions } from "../../packages/testbed/src/whmcs/index.ts";
import { Expectations } from "./expectations.ts";
import { applyKilled } from "./killed.ts";
import { openProof, type Proof, type Servers, type Target } from "./proof.ts";
import { differences, stateOf } from "./state.ts";

/** Card numbers that the company holds, and nothing else may. */
const CARD = "4111111111111111";

/** Everything that holds of every company: what is broken, one line each. */
export async function prove(servers: Servers, company: CompanyOptions): Promise<string[]> {
  const since = new Date();
  const proof = await openProof(servers, company);
  const target = await proof.target();
  try {
    const expectations = new Expectations(proof.filled.labels);
    let cards = 0;
    await proof.apply(target, (outcome) => {
      expectations.meet(outcome);
      if (JSON.stringify(outcome).includes(CARD)) cards += 1;
    });
    const { key } = await keyOf(proof);
    const broken = await expectations.broken(target.store, key);
    if (cards > 0) broken.push(`${cards} rows carry a card number`);
    for (const { table, id, message } of await lostFiles(target.store, await filesAt(target), key))
      broken.push(`${table}:${id}: ${message}`);
    const first = await stateOf(target.store, since);
    for (const time of ["second", "third"]) {
      broken.push(...changed(await proof.apply(target)).map((line) => `the ${time} run changed something: ${line}`));
      broken.push(
        ...differences(first, await stateOf(target.store, since)).map((line) => `after the ${time} run ${line}`),
      );
    }
    return broken;
  } finally {
    await target.close();
    await proof.close();
  }
}

/**
 * Killed so many times and resumed, a company must come to the same end as left alone. The points are random, one in each
 * of as many equal parts of its rows: so that each meets a run at work, it must have some thousand rows for each.
 */
export async function proveKilled(
  servers: Servers,
  company: CompanyOptions,
  kills: number,
): Promise<{ kills: number; broken: string[] }> {
  const since = new Date();
  const proof = await openProof(servers, company);
  const [calm, killed] = [await proof.target(), await proof.target()];
  try {
    await applyKilled(proof, calm, []);
    const [row] = await calm.store.query<{ n: number }>("select count(*)::int as n from migration_rows");
    const part = (row?.n ?? 0) / (kills + 1);
    const points = Array.from({ length: kills }, (_, at) => Math.ceil(part * (at + Math.random())));
    const met = await applyKilled(proof, killed, points);
    const broken = differences(await stateOf(calm.store, since), await stateOf(killed.store, since));
    const lost = await lostFiles(killed.store, await filesAt(killed), (await keyOf(proof)).key);
    broken.push(...lost.map(({ table, id, message }) => `${table}:${id}: ${message}`));
    return { kills: met, broken: broken.map((line) => `killed at ${points.join(", ")} rows: ${line}`) };
  } finally {
    await calm.close();
    await killed.close();
    await proof.close();
  }
}

const filesAt = ({ objects }: Target) => openObjects(objects, { region: "nowhere" });

async function keyOf(proof: Proof): Promise<{ key: string }> {
  const source = await proof.open();
  await source.close();
  return { key: source.key };
}

const changed = ({ counts }: RunReport): string[] =>
  Object.entries(counts).flatMap(([kind, count]) =>
    count.create === 0 && count.update === 0 ? [] : [`${kind}: ${count.create} created, ${count.update} updated`],
  );
