import type { App } from "../kernel/index.ts";

/** How an app looks up when a session last proved whose it is (kernel/step-up.ts). */
export const proofsIn =
  (db: App["db"]): App["provedAt"] =>
  async (session) => {
    const row = await db.kysely
      .selectFrom("sessions")
      .select("proved_at")
      .where("id", "=", session)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    return row?.proved_at ?? null;
  };
