import { Failure } from "../failure.ts";
import type { Call, Handlers } from "./call.ts";

const TOP = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

function login({ parameters, access, tickets, cluster }: Call) {
  const realm = parameters.text("realm");
  const user = `${parameters.required("username")}${realm ? `@${realm}` : ""}`;
  const password = parameters.required("password");
  const account = access.accounts.get(user);
  // A ticket that is still good may be given as password, to renew it.
  const good =
    account?.enabled &&
    !user.includes("!") &&
    ((account.secret !== "" && account.secret === password) || tickets.user(password) === user);
  if (!good) throw new Failure(401, "authentication failure");
  const name = cluster.name && access.allows(user, "/", ["Sys.Audit"]) ? { clustername: cluster.name } : {};
  return {
    username: user,
    ticket: tickets.issue(user),
    CSRFPreventionToken: tickets.csrf(user),
    cap: capabilities(user, access),
    ...name,
  };
}

function capabilities(user: string, access: Call["access"]) {
  const kinds: [string, string, RegExp][] = [
    ["vms", "/vms", /^(VM\.|Permissions\.Modify)/],
    ["access", "/access", /^((User|Group)\.|Permissions\.Modify)/],
    ["storage", "/storage", /^(Datastore\.|Permissions\.Modify)/],
    ["nodes", "/nodes", /^(Sys\.|Permissions\.Modify)/],
    ["sdn", "/sdn", /^(SDN\.|Permissions\.Modify)/],
    ["dc", "/", /^(Sys\.Audit|Sys\.Modify|SDN\.)/],
    ["mapping", "/mapping", /^(Mapping\.|Permissions\.Modify)/],
  ];
  const granted = kinds.map(([kind, path, wanted]) => {
    const names = [...access.permissions(user, path).keys()].filter((name) => wanted.test(name));
    return [kind, Object.fromEntries(names.map((name) => [name, 1]))];
  });
  return Object.fromEntries(granted);
}

function permissions({ parameters, access, user }: Call) {
  const asked = parameters.text("userid") ?? user;
  if (asked !== user && asked.split("!")[0] !== user) access.check(user, "/access", ["Sys.Audit"]);
  const path = parameters.text("path");
  const entries = access.accounts.get(asked)?.entries ?? [];
  const paths = path === undefined ? [...new Set([...TOP, ...entries.map((entry) => entry.path)])] : [path];
  const found = paths.map((one) => {
    const granted = [...access.permissions(asked, one)].map(([name, deep]) => [name, deep ? 1 : 0] as const);
    return [one, Object.fromEntries(granted)] as const;
  });
  return Object.fromEntries(found.filter(([, granted]) => path !== undefined || Object.keys(granted).length > 0));
}

export const accessHandlers: Handlers = {
  "GET /access/ticket": () => null,
  "POST /access/ticket": login,
  "GET /access/permissions": permissions,
};
