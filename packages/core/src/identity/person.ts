import { AppError, type Ctx, type Id } from "../kernel/index.ts";

/** The signed-in person and their session, for what is theirs alone; nobody acts for them here, support included. */
export function personOf({ actor }: Ctx): { user: Id<"usr">; session: Id<"ses"> } {
  if ((actor.type !== "user" && actor.type !== "operator") || (actor.type === "user" && actor.support))
    throw new AppError("forbidden", "this is a person's own: they must be signed in themselves");
  return { user: actor.user, session: actor.session };
}

/** Their account. @throws AppError `unauthorized` when it is gone. */
export async function accountOf(ctx: Ctx) {
  const { user, session } = personOf(ctx);
  const row = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name", "password_hash"])
    .where("id", "=", user)
    .executeTakeFirst();
  if (!row) throw new AppError("unauthorized", "this account is gone");
  return { ...row, id: user, session };
}
