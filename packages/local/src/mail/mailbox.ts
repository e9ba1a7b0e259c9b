import type { Clock } from "@hostwright/core/kernel/clock";
import PostalMime from "postal-mime";
import { type Database, statement } from "../store/database.ts";

/** As many as are kept: older ones are forgotten as new ones come. */
const KEPT = 1000;
const LIST_LIMIT = 100;

const INSERT = statement(
  "letter_insert",
  "insert into cloud.letter (at, recipient, source) select $1, unnest($2::text[]), $3",
);
const FORGET = statement(
  "letter_forget",
  `delete from cloud.letter where id <= (select max(id) from cloud.letter) - ${KEPT}`,
);
const LIST = statement(
  "letter_list",
  `select id, at, recipient, source from cloud.letter where $1::text is null or recipient = $1
   order by id desc limit ${LIST_LIMIT}`,
);
const GET = statement("letter_get", "select id, at, recipient, source from cloud.letter where id = $1");

interface Row {
  id: number;
  at: number;
  recipient: string;
  source: Buffer;
}

/** A letter as its receiver has it. */
export interface ReceivedLetter {
  id: number;
  received: string;
  to: string;
  from: string;
  subject: string;
  message_id: string;
  headers: { name: string; value: string }[];
  text: string;
  html: string;
}

/** What the SMTP server has taken in, for developers and tests. Kept in PostgreSQL: a restart loses nothing. */
export class Mailbox {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async keep(recipients: string[], source: Buffer): Promise<void> {
    await this.#database.run(INSERT, [this.#clock.now().getTime(), recipients.map((one) => one.toLowerCase()), source]);
    await this.#database.run(FORGET, []);
  }

  /** The latest first. */
  async list(recipient?: string): Promise<ReceivedLetter[]> {
    const rows = await this.#database.rows<Row>(LIST, [recipient?.toLowerCase() ?? null]);
    return Promise.all(rows.map(read));
  }

  async get(id: number): Promise<ReceivedLetter | undefined> {
    const [row] = await this.#database.rows<Row>(GET, [id]);
    return row && read(row);
  }
}

async function read({ id, at, recipient, source }: Row): Promise<ReceivedLetter> {
  const parsed = await PostalMime.parse(source);
  const { from } = parsed;
  return {
    id,
    received: new Date(at).toISOString(),
    to: recipient,
    from: from && "address" in from ? `${from.name} <${from.address}>` : "",
    subject: parsed.subject ?? "",
    message_id: parsed.messageId ?? "",
    headers: parsed.headers.map(({ key, value }) => ({ name: key, value })),
    text: parsed.text ?? "",
    html: parsed.html ?? "",
  };
}
