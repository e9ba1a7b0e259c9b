import { type Ctx, notFound, query, tenantOf } from "../kernel/index.ts";
import { integrityInput, operatorIntegrityInput } from "./schema.ts";
import { verifyChain } from "./verify.ts";

/** Rows that one request looks at: a second of work, so that it ends well before a Lambda does. */
const ROWS = 5000;

/** Looks at a piece of the tenant's own chain. */
export const auditIntegrity = query({
  name: "audit.integrity",
  permission: "audit:read",
  input: integrityInput,
  run: (ctx, { from }) => integrityOf(ctx, tenantOf(ctx), from),
});

export const auditIntegrityAsOperator = query({
  name: "operator.audit.integrity",
  permission: "operator:audit",
  input: operatorIntegrityInput,
  async run(ctx, { tenant, from }) {
    const answer = await integrityOf(ctx, tenant, from);
    if (answer.integrity.head === 0 && answer.integrity.unsealed === 0 && answer.integrity.anchored === null)
      throw notFound("tenant");
    return answer;
  },
});

async function integrityOf(ctx: Ctx, chain: string, from: number) {
  const [verdict, stored, waiting] = await Promise.all([
    verifyChain(ctx.app, chain, { from, limit: ROWS }),
    ctx.db.selectFrom("audit_chains").select("sealed_at").where("chain", "=", chain).executeTakeFirst(),
    ctx.db
      .selectFrom("audit_log")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("chain", "=", chain)
      .where("seq", "is", null)
      .executeTakeFirst(),
  ]);
  return {
    integrity: {
      ...verdict,
      sealed_at: stored?.sealed_at.toISOString() ?? null,
      unsealed: Number(waiting?.count ?? 0),
    },
  };
}
