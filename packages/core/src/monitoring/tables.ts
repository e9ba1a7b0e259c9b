import type { Json } from "../kernel/tables.ts";
import type { MetricPoint, ObservedSite, ObservedVm, Period } from "./jobs.ts";

/** An endpoint's newest complete round. */
export interface ObservationTable {
  endpoint_id: string;
  /** Its name, as relays say it. */
  endpoint: string;
  /** null: not observed yet. */
  round: string | null;
  relay: string | null;
  /** When the relay began to look, by its clock, but never later than it was taken. */
  observed_at: Date | null;
  taken_at: Date | null;
  site: Json<ObservedSite> | null;
  vms: number;
  /** `observed_at` of the round that was last compared with the records. */
  reconciled_at: Date | null;
}

export interface ObservationPartTable {
  endpoint_id: string;
  round: string;
  part: number;
  observed_at: Date;
  site: Json<ObservedSite> | null;
  vms: Json<ObservedVm[]>;
  count: number;
}

/** Where a server's counters stood when they were last seen, and what the hour that is being counted has come to. */
export interface TrafficMeterTable {
  server_id: string;
  tenant_id: string;
  vmid: number;
  observed_at: Date;
  uptime: number;
  netin: number;
  netout: number;
  hour: Date;
  bytes_in: number;
  bytes_out: number;
  gap_seconds: number;
  resets: number;
}

export interface TrafficHourTable {
  server_id: string;
  hour: Date;
  tenant_id: string;
  /** `2026-11` */
  month: string;
  bytes_in: number;
  bytes_out: number;
  gap_seconds: number;
  resets: number;
}

export interface ServerMetricTable {
  server_id: string;
  period: Period;
  tenant_id: string;
  /** When a relay was last asked. */
  asked_at: Date | null;
  taken_at: Date | null;
  points: Json<MetricPoint[]> | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    observations: ObservationTable;
    observation_parts: ObservationPartTable;
    traffic_meters: TrafficMeterTable;
    traffic_hours: TrafficHourTable;
    server_metrics: ServerMetricTable;
  }
}
