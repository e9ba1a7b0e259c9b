import { PRIVILEGES } from "../access/roles.ts";
import { FormatError, type Validator } from "./format.ts";
import { firewallFormats } from "./formats-firewall.ts";
import { networkFormats } from "./formats-network.ts";
import { qemuFormats } from "./formats-qemu.ts";
import { storageFormats } from "./formats-storage.ts";

/** The formats of single values by name; `name-list` is a list of them. */
export const validators: Readonly<Record<string, Validator>> = {
  ...networkFormats,
  ...qemuFormats,
  ...storageFormats,
  ...firewallFormats,
  "pve-priv": (value) => {
    if (!PRIVILEGES.has(value)) throw new FormatError(`invalid privilege '${value}'`);
  },
};
