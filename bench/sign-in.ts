/** Signing in, as many at once as there are cores; beside it argon2id alone. And known against unknown accounts. */
import { hashPassword, login, verifyPassword } from "@hostwright/core/identity";
import { AppError, execute } from "@hostwright/core/kernel";
import { benchApp } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { line, median, ms, quietly, timed, title } from "./support/report.ts";

const ROUNDS = 60;
const TOGETHER = 4;
const PASSWORD = "correct horse battery staple";

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const db = app.db.kysely;
const hash = await hashPassword(PASSWORD);
await db.updateTable("users").set({ password_hash: hash }).execute();

/** Each from a place of its own: sign-ins of one account from one place wait for each other. */
let place = 0;
const signIn = (email: string, password: string) => {
  place += 1;
  const origin = { address: `10.${place >> 8}.${place & 255}.1`, userAgent: "bench", country: null };
  return execute({ app, actor: { type: "anonymous" }, requestId: "bench", origin }, login, { email, password });
};
const refused = (error: unknown): void => {
  if (!(error instanceof AppError)) throw error;
};
const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const taken = await timed(async () => {
    for (let round = 0; round < ROUNDS; round++) await Promise.all(Array.from({ length: TOGETHER }, work));
  });
  return (ROUNDS * TOGETHER * 1000) / taken;
};

try {
  title(`Signing in (${ROUNDS * TOGETHER} times, ${TOGETHER} at once)`);
  let [ours, bare] = [0, 0];
  const known: number[] = [];
  const unknown: number[] = [];
  await quietly(async () => {
    const emails = ["demo", "viewer", "second", "operator"].map((name) => `${name}@hostwright.test`);
    bare = await perSecond(() => verifyPassword(hash, PASSWORD));
    ours = await perSecond(() => signIn(emails[place % emails.length] ?? "", PASSWORD));
    for (let round = 0; round < ROUNDS; round++) {
      await db.deleteFrom("sign_in_attempts").execute();
      known.push(await timed(() => signIn("demo@hostwright.test", "wrong").catch(refused)));
      unknown.push(await timed(() => signIn("nobody@hostwright.test", "wrong").catch(refused)));
    }
  });
  line("sign-ins a second", ours.toFixed(0));
  line("argon2id alone, a second", bare.toFixed(0));
  line("share of the bound", `${((ours / bare) * 100).toFixed(0)} %`);
  line("wrong password, known account, median", ms(median(known), 2));
  line("wrong password, unknown account, median", ms(median(unknown), 2));
} finally {
  await app.db.close();
  await postgres.stop();
}
