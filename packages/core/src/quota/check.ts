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
 * Refuses what would take a tenant beyond its quota. Takes the tenant's turn until the transaction ends, so that two orders
 * at once cannot both take the last place.
 * @throws AppError `resource_limit_exceeded` that names the resource and the numbers.
 */
export async function requireQuota(ctx: Ctx, tenant: string, more: Partial<Amounts>): Promise<void> {
  await takeTurn(ctx, tenant);
  await refuseBeyondQuota(ctx, tenant, more);
}

/**
 * As `requireQuota`, for who has the tenant's turn already. What a tenant has too much of stays: only more is refused.
 * @param taken what of `more` this transaction has written already
 */
export async function refuseBeyondQuota(
  ctx: Ctx,
  tenant: string,
  more: Partial<Amounts>,
  taken: Partial<Amounts> = {},
): Promise<void> {
  const { used, overrides } = await standingOf(ctx, tenant);
  const limits = limitsOf(ctx.app.config, overrides);
  for (const resource of RESOURCES) {
    const requested = more[resource] ?? 0;
    const has = used[resource] - (taken[resource] ?? 0);
    if (requested <= 0 || has + requested <= limits[resource]) continue;
    throw new AppError(
      "resource_limit_exceeded",
      `your quota is ${limits[resource]} ${NAMES[resource]}; you have ${has} and asked for ${requested} more`,
      { quota: { resource, limit: limits[resource], used: has, requested } },
    );
  }
}
