import { Resolver } from "node:dns/promises";

/** What a domain's owner publishes, so that nobody binds a domain that is another's. */
export const recordOf = (tenant: string) => ({ name: "_hostwright", value: `hostwright-tenant=${tenant}` });

export type TextRecords = (name: string) => Promise<string[][]>;

const ask: TextRecords = (name) => new Resolver({ timeout: 2000, tries: 2 }).resolveTxt(name);

/** Of these domains, the ones that do not say they are this tenant's. */
export async function unprovedOf(
  domains: readonly string[],
  tenant: string,
  textRecords: TextRecords = ask,
): Promise<string[]> {
  const { name, value } = recordOf(tenant);
  const proved = await Promise.all(
    domains.map(async (domain) => {
      const records = await textRecords(`${name}.${domain}`).catch(() => []);
      return records.some((parts) => parts.join("").trim() === value);
    }),
  );
  return domains.filter((_domain, index) => !proved[index]);
}
