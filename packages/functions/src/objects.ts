import type { Config, ObjectStore } from "@hostwright/core/kernel";
import { openObjects } from "@hostwright/core/kernel/objects/index";

/** Where HOSTWRIGHT_OBJECTS_URL says; null where it says nothing. Its own file, since few functions need files. */
export function createObjects(config: Config): (() => Promise<ObjectStore>) | null {
  const address = config.HOSTWRIGHT_OBJECTS_URL;
  if (!address) return null;
  let opened: Promise<ObjectStore> | undefined;
  return () => {
    opened ??= openObjects(address, { region: config.HOSTWRIGHT_AWS_REGION });
    return opened;
  };
}
