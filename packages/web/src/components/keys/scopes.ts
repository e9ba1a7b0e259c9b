import type { ApiKey } from "@/lib/api/shapes.ts";

/** Whether a permission lets anything be changed. */
const changes = (permission: string): boolean => !permission.endsWith(":read");

/** What a key may, in a word. */
export function scopeOf({ permissions }: Pick<ApiKey, "permissions">): string {
  const writes = permissions.filter(changes).length;
  if (writes === 0) return "Read only";
  return `Read and ${writes} ${writes === 1 ? "change" : "changes"}`;
}
