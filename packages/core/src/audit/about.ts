import type { Ctx } from "../kernel/index.ts";
import { auditRows } from "./find.ts";
import type { AuditEntry } from "./schema.ts";
import { viewsOf } from "./view.ts";

const PAGE = 100;

/** The newest entries by or about a person in all tenants, or of a tenant, for an archive. */
export async function entriesAbout(
  ctx: Ctx,
  of: { person: string } | { tenant: string },
  most: number,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let before: string | undefined, more = true; more && entries.length < most; ) {
    let rows = auditRows(ctx.db).orderBy("audit_log.id", "desc").limit(PAGE);
    rows =
      "tenant" in of
        ? rows.where("tenant_id", "=", of.tenant)
        : rows.where((eb) => eb.or([eb("person_id", "=", of.person), eb("subject_id", "=", of.person)]));
    if (before) rows = rows.where("audit_log.id", "<", before);
    const page = await rows.execute();
    entries.push(...(await viewsOf(ctx, page, true)));
    before = page.at(-1)?.id;
    more = page.length === PAGE;
  }
  return entries;
}
