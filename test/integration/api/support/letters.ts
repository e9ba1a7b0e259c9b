import { jsonOut } from "@hostwright/core/kernel/database/index";
import type { Face } from "./face.ts";

/** The letters that wait to be posted, oldest first; they are taken away. */
export async function takeLetters({ app }: Face): Promise<{ to: string; subject: string }[]> {
  const db = app.db.kysely;
  const rows = await db.selectFrom("outbox").selectAll().where("topic", "=", "mail").orderBy("id").execute();
  await db.deleteFrom("outbox").where("topic", "=", "mail").execute();
  return rows.map(({ payload }) => {
    const message = jsonOut(payload);
    if (message.topic !== "mail") throw new Error("not a letter");
    return { to: message.to, subject: message.subject };
  });
}
