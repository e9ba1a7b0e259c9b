import type { paths, Schema } from "@hostwright/sdk";

export type Server = Schema<"Server">;
export type ServerDetail = Schema<"ServerDetail">;
export type OperatorServer = Schema<"OperatorServer">;
export type OperatorServerDetail = Schema<"OperatorServerDetail">;
export type ServerAddress = Schema<"ServerAddress">;
export type Firewall = Schema<"Firewall">;
export type FirewallRule = Schema<"FirewallRule">;
export type Snapshot = Schema<"Snapshot">;
export type Backup = Schema<"Backup">;
export type BackupSchedule = Schema<"BackupSchedule">;
export type BackupScheduleSettings =
  paths["/v1/servers/{id}/backup-schedule"]["put"]["requestBody"]["content"]["application/json"];
export type Hold = Schema<"Hold">;
export type Action = Schema<"Action">;
export type ActionStep = Schema<"ActionStep">;
export type OperatorAction = Schema<"OperatorAction">;
export type ListedOperatorAction = Omit<OperatorAction, "jobs">;
export type AuditEntry = Schema<"AuditEntry">;
export type Plan = Schema<"Plan">;
export type Image = Schema<"Image">;
export type Location = Schema<"Location">;
export type Endpoint = Schema<"Endpoint">;
export type Node = Schema<"Node">;
export type Assignment = Schema<"Assignment">;
export type Finding = Schema<"Finding">;
export type Me = Schema<"Me">;
export type Webhook = Schema<"Webhook">;
export type WebhookDelivery = Schema<"WebhookDelivery">;
export type NewWebhook = paths["/v1/webhooks"]["post"]["requestBody"]["content"]["application/json"];
export type EventType = NonNullable<NewWebhook["events"]>[number];
export type Factors = paths["/v1/account/factors"]["get"]["responses"]["200"]["content"]["application/json"];
export type Passkey = Schema<"Passkey">;
export type Session = Schema<"Session">;
export type ApiKey = Schema<"ApiKey">;
export type NewKey = paths["/v1/keys"]["post"]["requestBody"]["content"]["application/json"];
export type Grantable = NonNullable<NewKey["permissions"]>[number];
export type Role = Schema<"Role">;
export type RoleContent = paths["/v1/roles"]["post"]["requestBody"]["content"]["application/json"];
export type RoleChoice =
  paths["/v1/roles"]["get"]["responses"][200]["content"]["application/json"]["permissions"][number];
export type Money = { amount: number; currency: string };

export const SERVER_STATUSES = [
  "creating",
  "running",
  "stopped",
  "starting",
  "stopping",
  "rebooting",
  "resizing",
  "rebuilding",
  "restoring",
  "migrating",
  "deleting",
  "failed",
] as const;
export const SERVER_SORTS = ["created:desc", "created:asc", "name:asc", "name:desc"] as const;
export const ACTION_STATUSES = ["running", "success", "error"] as const;
export const EVENT_TYPES = [
  "action.succeeded",
  "action.failed",
  "server.ordered",
  "server.created",
  "server.creation_failed",
  "server.held",
  "server.hold_lifted",
  "server.replaced",
  "server.moved",
  "server.found_running",
  "server.found_stopped",
  "server.lost",
  "server.deleted",
  "server.address_added",
  "server.address_released",
  "audit.recorded",
] as const satisfies EventType[];
export const HOLD_KINDS = ["billing", "abuse", "legal", "operator"] as const;

export type ServerStatusFilter = (typeof SERVER_STATUSES)[number];
export type ServerSort = (typeof SERVER_SORTS)[number];
export type ActionStatus = (typeof ACTION_STATUSES)[number];
export type HoldKind = (typeof HOLD_KINDS)[number];
