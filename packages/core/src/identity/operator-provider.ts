import { type OperatorRole, operatorRole } from "../access/index.ts";
import type { App } from "../kernel/index.ts";
import type { Claims, Client } from "./company-client.ts";

/** Our client at the operators' own provider; undefined: the installation has none. */
export function operatorClient({ config }: App): Client | undefined {
  const { HOSTWRIGHT_OPERATOR_OIDC_ISSUER: issuer, HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: clientId } = config;
  const secret = config.HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET;
  if (!issuer || !clientId || !secret) return undefined;
  // The installation's owner has chosen it, so it may be inside.
  return { tenant: null, issuer, clientId, secret, reach: "anywhere" };
}

/** What the operators' provider allows somebody at most; null: the settings name no groups, so it says nothing of it. */
export function allowedBy({ config }: Pick<App, "config">, claims: Claims): OperatorRole[] | null {
  const rules = [...config.HOSTWRIGHT_OPERATOR_OIDC_ROLES];
  if (rules.length === 0) return null;
  const said = claims[config.HOSTWRIGHT_OPERATOR_OIDC_CLAIM];
  const groups: unknown[] = Array.isArray(said) ? said : [said];
  const allowed = rules.flatMap((rule) => {
    const sign = rule.lastIndexOf("=");
    return groups.includes(rule.slice(0, sign)) ? [rule.slice(sign + 1)] : [];
  });
  return operatorRole.options.filter((one) => allowed.includes(one));
}
