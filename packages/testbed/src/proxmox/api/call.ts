import type { AccessControl } from "../access/control.ts";
import type { Tickets } from "../access/tickets.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Tasks } from "../cluster/tasks.ts";
import type { Faults } from "../faults.ts";
import type { Parameters } from "../http/parameters.ts";

/** One call, authorised and checked. */
export interface Call {
  readonly cluster: Cluster;
  readonly tasks: Tasks;
  readonly faults: Faults;
  readonly access: AccessControl;
  readonly tickets: Tickets;
  /** `user@realm` or `user@realm!token` */
  readonly user: string;
  readonly parameters: Parameters;
  /** The node in the path, or the one that clients talk to. */
  readonly node: string;
  /** The VM in the path. */
  readonly vmid: number;
  /** Goes beside `data` in the answer. */
  readonly answer: { total?: number };
}

/** What a method does; its result is the `data` of the answer. */
export type Handler = (call: Call) => unknown;
export type Handlers = Record<string, Handler>;
