import { upsert } from "../kernel/database/index.ts";
import { changed, command } from "../kernel/index.ts";
import { quotaOf } from "./queries.ts";
import { forgetRate } from "./rates.ts";
import { overrides, setQuotaInput } from "./schema.ts";
import { standingOf, takeTurn } from "./usage.ts";

/** Sets a tenant's own limits; what is not given stays as it is, null goes back to the platform's default. */
export const setTenantQuota = command({
  name: "quota.set",
  permission: "operator:quota",
  input: setQuotaInput,
  async run(ctx, { id, ...given }) {
    await takeTurn(ctx, id);
    const before = (await standingOf(ctx, id)).overrides;
    const after = overrides.parse({ ...before, ...given });
    await upsert(
      ctx.db,
      "tenant_quotas",
      { tenant_id: id, ...after, updated_at: ctx.now },
      {
        keys: ["tenant_id"],
        update: ["servers", "addresses", "cores", "memory_mb", "disk_gb", "requests_per_minute", "updated_at"],
      },
    );
    ctx.audit({ tenant: id, resource: { type: "tenant", id }, changes: changed(before, after) });
    const now = await quotaOf(ctx, id);
    forgetRate(ctx.app, id);
    return now;
  },
});
