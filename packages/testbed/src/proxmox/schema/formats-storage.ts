import { FormatError, type Validator } from "./format.ts";
import { networkFormats } from "./formats-network.ts";

/** Formats of storages and of maps between them, after PVE/Storage/Plugin.pm (pve-storage) and PVE/JSONSchema.pm. */
export const CONTENT_TYPES = ["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "none", "import"];

const storageId: Validator = (value) => {
  if (value.length < 2) throw new FormatError(`storage ID '${value}' cannot be shorter than 2 characters`);
  if (!/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i.test(value))
    throw new FormatError(`storage ID '${value}' contains illegal characters`);
};

/** One entry of a map from source to target: `id`, `source:target` or `1` for the identity. */
const pair =
  (validate: Validator): Validator =>
  (value) => {
    if (value === "1") return;
    const parts = /^([^:]+):([^:]+)$/.exec(value);
    try {
      for (const id of parts ? [parts[1] ?? "", parts[2] ?? ""] : [value]) validate(id);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new FormatError(`entry '${value}' contains invalid ID - ${error.message}\n\n`);
    }
  };

export const storageFormats: Readonly<Record<string, Validator>> = {
  "pve-storage-id": storageId,
  "storage-pair": pair(storageId),
  "bridge-pair": pair((value) => networkFormats["pve-bridge-id"]?.(value)),
  "pve-storage-content": (value) => {
    if (!CONTENT_TYPES.includes(value)) throw new FormatError(`invalid content type '${value}'`);
  },
};
