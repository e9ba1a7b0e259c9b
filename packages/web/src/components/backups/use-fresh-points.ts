import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { backupsQuery, snapshotsQuery } from "@/lib/api/backups.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";

/** Asks for snapshots and backups anew when an action begins or ends: a restore takes snapshots along that say nothing of it. */
export function useFreshPoints({ id, action }: Pick<ServerDetail, "id" | "action">): void {
  const client = useQueryClient();
  const seen = useRef(action);
  useEffect(() => {
    if (seen.current === action) return;
    seen.current = action;
    for (const { queryKey } of [snapshotsQuery(id), backupsQuery(id)]) void client.invalidateQueries({ queryKey });
  }, [client, id, action]);
}
