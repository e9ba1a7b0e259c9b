/** What a server that is being moved takes at its target, besides what its own row reserves where it is. */
export interface MoveReservationTable {
  server_id: string;
  node_id: string;
  cores: number;
  memory_mb: number;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    move_reservations: MoveReservationTable;
  }
}
