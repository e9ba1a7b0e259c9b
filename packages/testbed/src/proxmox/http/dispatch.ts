import type { AccessControl } from "../access/control.ts";
import type { Tickets } from "../access/tickets.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Tasks } from "../cluster/tasks.ts";
import { Failure, parameterFailure, permissionFailure } from "../failure.ts";
import type { Faults } from "../faults.ts";
import { checkObject } from "../schema/check.ts";
import type { Identity } from "./authenticate.ts";
import { Parameters, type RawParameters } from "./parameters.ts";
import type { Outcome } from "./respond.ts";
import type { Route, Router } from "./router.ts";

/** What every call works with. */
export interface Site {
  cluster: Cluster;
  tasks: Tasks;
  faults: Faults;
  access: AccessControl;
  tickets: Tickets;
  router: Router;
}

/** The way from request to result, in the order in which Proxmox checks (PVE/HTTPServer.pm, rest_handler). */
export class Dispatch {
  readonly site: Site;

  constructor(site: Site) {
    this.site = site;
  }

  /** @throws Failure 501 where no such method is covered */
  route(method: string, path: string): Route {
    const route = this.site.router.find(method, path);
    if (!route) throw new Failure(501, `Method '${method} ${path}' not implemented`);
    return route;
  }

  /** Everything before the method itself runs on its node. @throws Failure */
  authorise(route: Route, identity: Identity, given: RawParameters): RawParameters {
    const merged: RawParameters = { ...route.parameters };
    for (const [name, value] of Object.entries(given)) {
      if (merged[name] !== undefined && merged[name] !== value && name in route.parameters)
        throw parameterFailure({ [name]: "duplicate parameter (already defined in URI) with conflicting values!" });
      merged[name] = value;
    }
    const { permissions } = route.schema;
    if (identity.byToken && !route.schema.allowtoken)
      throw permissionFailure(`URI '${pathOf(route)}' not available with API token, need proper ticket.`);
    if (!identity.user) {
      if (permissions?.user !== "world") throw permissionFailure("user != null");
    } else this.site.access.checkMethod(identity.user, permissions, merged);
    return merged;
  }

  /** Holds the parameters to the schema. @throws Failure 400 */
  check(route: Route, merged: RawParameters): void {
    const properties = route.schema.parameters.properties ?? {};
    // Lists may come as arrays where a text is expected.
    for (const [name, value] of Object.entries(merged)) {
      const schema = properties[name];
      const format = schema?.format;
      if (Array.isArray(value) && schema?.type === "string" && typeof format === "string" && format.endsWith("-list"))
        merged[name] = value.join(",");
      else if (schema?.type === "array" && value != null && !Array.isArray(value)) merged[name] = [value];
    }
    const errors: Record<string, string> = {};
    checkObject("", properties, merged, errors);
    if (Object.keys(errors).length > 0) throw parameterFailure(errors);
  }

  async run(route: Route, identity: Identity, merged: RawParameters): Promise<Outcome> {
    const { site } = this;
    this.check(route, merged);
    const parameters = new Parameters(merged);
    const answer: { total?: number } = {};
    const data = await route.handler({
      ...site,
      user: identity.user ?? "",
      parameters,
      node: parameters.text("node") ?? site.cluster.entryNode,
      vmid: parameters.number("vmid") ?? 0,
      answer,
    });
    return { data, ...answer };
  }
}

const pathOf = (route: Route) =>
  (route.key.split(" ")[1] ?? "").replace(/\{([^}]+)\}/g, (_, name: string) => route.parameters[name] ?? "");
