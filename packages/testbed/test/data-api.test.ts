import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type RDSDataClient,
  RollbackTransactionCommand,
  type SqlParameter,
} from "@aws-sdk/client-rds-data";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { isRetryable, openDatabase, ResultTooLarge } from "@hostwright/core/kernel/database/index";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../../../test/database.ts";
import { dataApiClient, testCluster } from "../src/data-api/client.ts";
import { type RunningDataApi, startDataApi } from "../src/data-api/index.ts";

const MINUTE = 60_000;
const clock = new SteppedClock();
const { resourceArn, secretArn } = testCluster;
let api: RunningDataApi;
let client: RDSDataClient;
let dropDatabase: () => Promise<void>;

beforeAll(async () => {
  const { url, drop } = await createDatabase();
  dropDatabase = drop;
  api = await startDataApi({ databaseUrl: url, clock });
  client = dataApiClient(api.url);
  await execute(
    "create table thing (id varchar(40) primary key, number integer, data jsonb, at timestamptz(3), key uuid, on_off boolean)",
  );
});
afterAll(async () => {
  client.destroy();
  await api.stop();
  await dropDatabase();
});

function execute(statement: string, parameters: SqlParameter[] = [], transactionId?: string) {
  return client.send(
    new ExecuteStatementCommand({
      ...testCluster,
      sql: statement,
      parameters,
      includeResultMetadata: true,
      ...(transactionId === undefined ? {} : { transactionId }),
    }),
  );
}
const begin = async () => (await client.send(new BeginTransactionCommand(testCluster))).transactionId ?? "";
const string = (name: string, stringValue: string, typeHint?: SqlParameter["typeHint"]): SqlParameter => ({
  name,
  value: { stringValue },
  ...(typeHint ? { typeHint } : {}),
});

test("records carry typed fields and the columns' type names", async () => {
  const { records, columnMetadata } = await execute(
    `select 1::int8 as a, true as b, 'x'::text as c, null::text as d, '{"k":1}'::jsonb as e, 1.5::numeric as f,
            timestamptz '2026-11-20 13:00:00.123+01' as g, 0.5::float8 as h, '\\x00ff'::bytea as i`,
  );
  expect(records).toEqual([
    [
      { longValue: 1 },
      { booleanValue: true },
      { stringValue: "x" },
      { isNull: true },
      { stringValue: '{"k": 1}' },
      { stringValue: "1.5" },
      { stringValue: "2026-11-20 12:00:00.123" },
      { doubleValue: 0.5 },
      { blobValue: Uint8Array.of(0, 255) },
    ],
  ]);
  expect(columnMetadata?.map((column) => `${column.label}:${column.typeName}`)).toEqual(
    "a:int8 b:bool c:text d:text e:jsonb f:numeric g:timestamptz h:float8 i:bytea".split(" "),
  );
});

test("strings become json, uuid and moments only by their hints, in the form each demands", async () => {
  const uuid = "00000000-0000-4000-8000-000000000001";
  await expect(execute("insert into thing (id, data) values ('1', :p)", [string("p", "{}")])).rejects.toThrow(
    /column "data" is of type jsonb but expression is of type character varying[\s\S]*; SQLState: 42804$/,
  );
  await expect(execute("insert into thing (id, key) values ('1', :p)", [string("p", uuid)])).rejects.toThrow(/42804$/);
  await expect(
    execute("insert into thing (id, at) values ('1', :p)", [string("p", "2026-11-20T12:00:00Z", "TIMESTAMP")]),
  ).rejects.toThrow(/does not have the form of TIMESTAMP/);
  await expect(execute("select id from thing where number = :p", [string("p", "1")])).rejects.toThrow(
    /operator does not exist: integer = character varying/,
  );
  const { numberOfRecordsUpdated } = await execute(
    "insert into thing (id, data, key, at) values ('1', :data, :key, :at)",
    [string("data", "{}", "JSON"), string("key", uuid, "UUID"), string("at", "2026-11-20 12:00:00.5", "TIMESTAMP")],
  );
  expect(numberOfRecordsUpdated).toBe(1);
});

test("colons in strings, comments, quoted names, dollar quotes and casts are no parameters", async () => {
  const { records } = await execute(
    `select ':a' || '''' as "x:b", $tag$ :c ; $tag$ as d, E'\\':e' as e, :p::text /* :f ; */ as f -- :g ;`,
    [string("p", "yes")],
  );
  expect(records).toEqual([
    [{ stringValue: ":a'" }, { stringValue: " :c ; " }, { stringValue: "':e" }, { stringValue: "yes" }],
  ]);
  await expect(execute("select :missing")).rejects.toThrow("Cannot find parameter: missing");
});

test("one statement a call; a semicolon at its end is fine", async () => {
  await expect(execute("select 1; select 2")).rejects.toMatchObject({
    name: "ValidationException",
    message: "Multistatements aren't supported.",
  });
  await expect(execute("select ';' as text; -- the end")).resolves.toMatchObject({ records: [[{ stringValue: ";" }]] });
});

test("lists are refused both ways", async () => {
  const list = { name: "p", value: { arrayValue: { stringValues: ["a"] } } };
  await expect(execute("select :p", [list])).rejects.toThrow("Array parameters are not supported.");
  await expect(execute("select array['a']")).rejects.toMatchObject({ name: "UnsupportedResultException" });
});

test("results end at 1 MiB, rows at 64 KB, requests at 4 MiB, statements at 64 Ki characters", async () => {
  const rows = (count: number, width: number) =>
    execute("select repeat('x', :width::int) from generate_series(1, :count::int)", [
      { name: "width", value: { longValue: width } },
      { name: "count", value: { longValue: count } },
    ]);
  expect((await rows(15, 64 * 1024)).records).toHaveLength(15);
  await expect(rows(1, 64 * 1024 + 1)).rejects.toThrow("Packet for query is too large");
  await expect(rows(17, 64 * 1024)).rejects.toThrow("Database returned more than the allowed response size limit");
  await expect(execute("select length(:p)", [string("p", "x".repeat(4 * 1024 * 1024))])).rejects.toThrow(/4 MiB/);
  await expect(execute(`select 1 ${" ".repeat(65_536)}`)).rejects.toMatchObject({ name: "ValidationException" });
});

test("a transaction is seen by others once committed, and is then gone", async () => {
  const transactionId = await begin();
  await execute("insert into thing (id) values ('committed')", [], transactionId);
  const seen = async () => (await execute("select id from thing where id = 'committed'")).records?.length;
  expect(await seen()).toBe(0);
  const commit = new CommitTransactionCommand({ resourceArn, secretArn, transactionId });
  expect((await client.send(commit)).transactionStatus).toBe("Transaction Committed");
  expect(await seen()).toBe(1);
  await expect(client.send(commit)).rejects.toMatchObject({ name: "TransactionNotFoundException" });
});

test("a transaction ends after three idle minutes, each call counting anew", async () => {
  const transactionId = await begin();
  const insert = (id: string) => execute(`insert into thing (id) values ('${id}')`, [], transactionId);
  await insert("idle-1");
  await clock.advance(2 * MINUTE);
  await insert("idle-2");
  await clock.advance(2 * MINUTE);
  await insert("idle-3");
  await clock.advance(3 * MINUTE);
  await expect(insert("idle-4")).rejects.toThrow(`Transaction ${transactionId} is not found`);
  await expect(
    client.send(new RollbackTransactionCommand({ resourceArn, secretArn, transactionId })),
  ).rejects.toMatchObject({ name: "TransactionNotFoundException" });
  expect((await execute("select id from thing where id like 'idle%'")).records).toEqual([]);
});

test("a transaction ends after 24 hours, however busy", async () => {
  const transactionId = await begin();
  for (let minute = 0; minute < 24 * 60 - 2; minute += 2) {
    await clock.advance(2 * MINUTE);
    await execute("select 1", [], transactionId);
  }
  await execute("select 1", [], transactionId);
  await clock.advance(2 * MINUTE);
  await expect(execute("select 1", [], transactionId)).rejects.toThrow(/is not found/);
});

test("the dialect tells a result too large, and an expired transaction as retryable", async () => {
  const database = openDatabase<{ thing: { id: string } }>({ url: "rds-data:", rdsData: { ...testCluster, client } });
  await expect(
    sql`select repeat('x', 60000) from generate_series(1, 20)`.execute(database.kysely),
  ).rejects.toBeInstanceOf(ResultTooLarge);
  const expired = await database.kysely
    .transaction()
    .execute(async (transaction) => {
      await transaction.insertInto("thing").values({ id: "expired" }).execute();
      await clock.advance(4 * MINUTE);
      await transaction.selectFrom("thing").select("id").execute();
    })
    .catch((error: unknown) => error);
  expect(isRetryable(expired)).toBe(true);
});
