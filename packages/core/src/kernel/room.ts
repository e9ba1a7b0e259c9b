import type { AliasableExpression } from "kysely";
import type { Ctx } from "./ctx.ts";
import { AppError } from "./error.ts";

interface Most {
  most: number;
  /** Of what, as in "a tenant has at most 20 webhooks". */
  of: string;
  /** How to make room. */
  instead: string;
}

/**
 * Refuses one more where there are as many as there may be. Against carelessness, not for accounts: of several at the same
 * moment all may pass.
 * @param living the rows that count, each with one column
 * @throws AppError `resource_limit_exceeded`
 */
export async function requireRoom(
  ctx: Ctx,
  living: AliasableExpression<{ id: string }>,
  { most, of, instead }: Most,
): Promise<void> {
  const { count } = await ctx.db
    .selectFrom(living.as("living"))
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) >= most)
    throw new AppError("resource_limit_exceeded", `a tenant has at most ${most} ${of}; ${instead}`);
}
