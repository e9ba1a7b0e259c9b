import type { Handler } from "../api/call.ts";
import { contract, type MethodSchema } from "../schema/contract.ts";

export interface Route {
  /** `POST /nodes/{node}/qemu/{vmid}/clone` */
  key: string;
  schema: MethodSchema;
  handler: Handler;
  /** Parameters in the path. */
  parameters: Record<string, string>;
}

interface Branch {
  children: Map<string, Branch>;
  parameter?: { name: string; branch: Branch };
  methods: Map<string, string>;
}

const branch = (): Branch => ({ children: new Map(), methods: new Map() });

/** Finds the method for a path, as the tree of Proxmox's handlers does (PVE/RESTHandler.pm, find_handler). */
export class Router {
  #root = branch();
  #handlers: Readonly<Record<string, Handler>>;

  constructor(handlers: Readonly<Record<string, Handler>>) {
    this.#handlers = handlers;
    for (const key of Object.keys(handlers)) this.#add(key);
  }

  #add(key: string): void {
    const [method = "", path = ""] = key.split(" ");
    let at = this.#root;
    for (const part of path.split("/").filter((one) => one !== "")) {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name) {
        at.parameter ??= { name, branch: branch() };
        at = at.parameter.branch;
      } else {
        const next = at.children.get(part) ?? branch();
        at.children.set(part, next);
        at = next;
      }
    }
    at.methods.set(method, key);
  }

  find(method: string, path: string): Route | undefined {
    const parts = path.split("/").filter((part) => part !== "");
    const parameters: Record<string, string> = {};
    let at = this.#root;
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index] ?? "";
      const fixed = at.children.get(part);
      if (fixed) {
        at = fixed;
        continue;
      }
      if (!at.parameter) return undefined;
      const { name } = at.parameter;
      at = at.parameter.branch;
      // These have slashes of their own and take the rest of the path (PVE/API2/Firewall/VM.pm, fragmentDelimiter).
      const last = name === "volume" || name === "cidr";
      parameters[name] = last ? parts.slice(index).join("/") : part;
      if (last) break;
    }
    const key = at.methods.get(method);
    const schema = key ? contract[key] : undefined;
    const handler = key ? this.#handlers[key] : undefined;
    return key && schema && handler ? { key, schema, handler, parameters } : undefined;
  }
}
