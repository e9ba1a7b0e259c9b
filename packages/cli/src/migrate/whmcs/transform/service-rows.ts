import type { RowOf } from "../source/columns.ts";
import type { customFieldValues, hosting, hostingAddons, hostingOptions } from "../source/tables.ts";
import type { ModuleVm } from "./vm.ts";

/** A service with everything that goes with it. */
export interface ServiceRows {
  row: RowOf<typeof hosting.columns>;
  options: readonly RowOf<typeof hostingOptions.columns>[];
  values: readonly RowOf<typeof customFieldValues.columns>[];
  addons: readonly RowOf<typeof hostingAddons.columns>[];
  /** What the provisioning module knows of it. */
  vms: readonly ModuleVm[];
  addresses: readonly string[];
}
