import { AppError, type Config, type Ctx } from "../kernel/index.ts";
import { type Amounts, type Overrides, RESOURCES, type Resource } from "./schema.ts";
import { standingOf, takeTurn } from "./usage.ts";

const NAMES: Record<Resource, string> = {
  servers: "servers",
  addresses: "addresses",
  cores: "cores",
  memory_mb: "MB of memory",
  disk_gb: "GB of disk",
};

export const limitsOf = (config: Config, set: Overrides): Amounts => ({
  servers: set.servers ?? config.HOSTWRIGHT_QUOTA_SERVERS,
  addresses: set.addresses ?? config.HOSTWRIGHT_QUOTA_ADDRESSES,
  cores: set.cores ?? config.HOSTWRIGHT_QUOTA_CORES,
  memory_mb: set.memory_mb ?? config.HOSTWRIGHT_QUOTA_MEMORY_MB,
  disk_gb: set.disk_gb ?? config.HOSTWRIGHT_QUOTA_DISK_GB,
});

/**
 * Refuses what would take a tenant beyond its quota. Holds the tenant's turn until the transaction ends, so that two orders
 * at once cannot both take the last place. What a tenant has too much of already stays: only more is refused.
 * @param taken what of `more` this transaction has written already
 * @throws AppError `resource_limit_exceeded` that names the resource and the numbers.
 */
export async function requireQuota(
  ctx: Ctx,
  tenant: string,
  more: Partial<Amounts>,
  taken: Partial<Amounts> = {},
): Promise<void> {
  const wanted = RESOURCES.filter((name) => (more[name] ?? 0) > 0);
  if (wanted.length === 0) return;
  await takeTurn(ctx, tenant);
  const { used, overrides } = await standingOf(ctx, tenant);
  const limits = limitsOf(ctx.app.config, overrides);
  for (const resource of wanted) {
    const requested = more[resource] ?? 0;
    const has = used[resource] - (taken[resource] ?? 0);
    if (has + requested <= limits[resource]) continue;
    throw new AppError(
      "resource_limit_exceeded",
      `your quota is ${limits[resource]} ${NAMES[resource]}; you have ${has} and asked for ${requested} more`,
      { quota: { resource, limit: limits[resource], used: has, requested } },
    );
  }
}
