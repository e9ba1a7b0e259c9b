import type { Mapping } from "../mapping/schema.ts";
import type { Product } from "./shop.ts";

/** Modules that run VMs on Proxmox VE. */
const VM_MODULES = /^(?:pvewhmcs|proxmox\w*|puqproxmoxkvm)$/i;
const SOLUSVM = /^solus(?:vm|vmpro|vm2|vm2vps|vps|vpspro)?\w*$/i;
const VIRTUALIZOR = /^virtualizor\w*$/i;
const LXC_MODULES = /^puqproxmoxlxc\w*$/i;

/** What a product's services are: decided by the mapping, else by module and type where those leave no doubt. */
export function productKind(
  product: { id: number; name: string; type: string; servertype: string },
  rules: Mapping["products"],
): Product["as"] {
  const decided = rules[String(product.id)]?.as;
  if (decided === "legacy") return { is: "legacy" };
  const module = product.servertype.trim();
  const aside = (
    code: "platform_solusvm" | "platform_virtualizor" | "container_lxc" | "product_unmapped",
    message: string,
  ) =>
    ({
      is: "set_aside",
      problem: {
        code,
        message,
        hint: `products: {${product.id}: {as: ${code === "product_unmapped" ? "server | legacy" : "legacy"}}}`,
      },
    }) as const;
  const named = `product ${product.id} (${product.name})`;
  if (SOLUSVM.test(module)) return aside("platform_solusvm", `${named} is provisioned by ${module}`);
  if (VIRTUALIZOR.test(module)) return aside("platform_virtualizor", `${named} is provisioned by ${module}`);
  if (LXC_MODULES.test(module)) return aside("container_lxc", `${named} is provisioned by ${module}`);
  if (decided === "server" || VM_MODULES.test(module)) return { is: "server" };
  if (product.type === "hostingaccount" || product.type === "reselleraccount") return { is: "legacy" };
  if (product.type === "server" && module !== "") return { is: "server" };
  return aside(
    "product_unmapped",
    `${named} is of type ${product.type || "(none)"} with ${module === "" ? "no module" : `module ${module}`}`,
  );
}
