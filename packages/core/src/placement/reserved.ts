import { sql } from "kysely";

/**
 * What is taken on a node `n` and a storage `s` of the query these columns stand in: by servers (`_reserved`), and by moves
 * and replacements under way (`_held`).
 */
export const RESERVED = [
  sql<number>`(select coalesce(sum(v.cores), 0) from servers as v where v.node_id = n.id)`.as("cores_reserved"),
  sql<number>`(select coalesce(sum(v.memory_mb), 0) from servers as v where v.node_id = n.id)`.as("memory_reserved"),
  sql<number>`(select coalesce(sum(v.disk_gb), 0) from servers as v where v.storage_id = s.id)`.as("disk_reserved"),
  sql<number>`(select coalesce(sum(m.cores), 0) from move_reservations as m where m.node_id = n.id)`.as("cores_held"),
  sql<number>`(select coalesce(sum(m.memory_mb), 0) from move_reservations as m where m.node_id = n.id)`.as(
    "memory_held",
  ),
  sql<number>`(select coalesce(sum(r.disk_gb), 0) from storage_reservations as r where r.storage_id = s.id)`.as(
    "disk_held",
  ),
] as const;
