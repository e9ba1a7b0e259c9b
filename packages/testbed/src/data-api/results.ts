import type { FieldDef, QueryArrayResult } from "pg";
import { badRequest, Fault } from "./faults.ts";
import type { Field } from "./parameters.ts";

/** What the Data API returns of one statement at most: AWS, "Limitations for the Amazon RDS Data API". */
export const RESULT_BYTES = 1024 * 1024;
export const ROW_BYTES = 64 * 1024;

const asString = (text: string): Field => ({ stringValue: text });
const asLong = (text: string): Field => ({ longValue: Number(text) });
const asDouble = (text: string): Field => ({ doubleValue: Number(text) });

/** Type oids of pg_type.dat, the JDBC type code of each, and how PostgreSQL's text becomes a field. */
const TYPES: Record<number, { typeName: string; type: number; read: (text: string) => Field }> = {
  16: { typeName: "bool", type: -7, read: (text) => ({ booleanValue: text === "t" }) },
  17: {
    typeName: "bytea",
    type: -2,
    read: (text) => ({ blobValue: Buffer.from(text.slice(2), "hex").toString("base64") }),
  },
  18: { typeName: "char", type: 1, read: asString },
  19: { typeName: "name", type: 12, read: asString },
  20: { typeName: "int8", type: -5, read: asLong },
  21: { typeName: "int2", type: 5, read: asLong },
  23: { typeName: "int4", type: 4, read: asLong },
  25: { typeName: "text", type: 12, read: asString },
  26: { typeName: "oid", type: -5, read: asLong },
  114: { typeName: "json", type: 1111, read: asString },
  700: { typeName: "float4", type: 7, read: asDouble },
  701: { typeName: "float8", type: 8, read: asDouble },
  1042: { typeName: "bpchar", type: 1, read: asString },
  1043: { typeName: "varchar", type: 12, read: asString },
  1082: { typeName: "date", type: 91, read: asString },
  1083: { typeName: "time", type: 92, read: asString },
  1114: { typeName: "timestamp", type: 93, read: asString },
  1184: { typeName: "timestamptz", type: 93, read: (text) => asString(text.replace(/\+00$/, "")) },
  1700: { typeName: "numeric", type: 2, read: asString },
  2950: { typeName: "uuid", type: 1111, read: asString },
  3802: { typeName: "jsonb", type: 1111, read: asString },
};

export interface StatementResult {
  numberOfRecordsUpdated: number;
  generatedFields?: Field[];
  records?: Field[][];
  columnMetadata?: object[];
}

function typeOf(field: FieldDef) {
  const type = TYPES[field.dataTypeID];
  if (type) return type;
  throw new Fault(
    "UnsupportedResultException",
    400,
    `The result contains the unsupported data type of oid ${field.dataTypeID} in column ${field.name}`,
  );
}

/** PostgreSQL's rows (as text, by position) in the Data API's shape. Throws where they exceed its limits. */
export function statementResult(result: QueryArrayResult<(string | null)[]>, metadata: boolean): StatementResult {
  const changes = ["INSERT", "UPDATE", "DELETE", "MERGE"].includes(result.command);
  const updated = changes ? (result.rowCount ?? 0) : 0;
  if (result.fields.length === 0) return { numberOfRecordsUpdated: updated, generatedFields: [] };
  const types = result.fields.map(typeOf);
  let bytes = 0;
  const records = result.rows.map((row) => {
    const size = row.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0);
    if (size > ROW_BYTES) throw badRequest("Packet for query is too large");
    const fields = types.map((type, index) => {
      const text = row[index];
      return text === null || text === undefined ? { isNull: true } : type.read(text);
    });
    bytes += Buffer.byteLength(JSON.stringify(fields));
    if (bytes > RESULT_BYTES) throw badRequest("Database returned more than the allowed response size limit");
    return fields;
  });
  if (!metadata) return { numberOfRecordsUpdated: updated, records };
  const columnMetadata = result.fields.map((field, index) => ({
    name: field.name,
    label: field.name,
    type: types[index]?.type,
    typeName: types[index]?.typeName,
    isSigned: true,
    nullable: 2,
    arrayBaseColumnType: 0,
  }));
  return { numberOfRecordsUpdated: updated, records, columnMetadata };
}
