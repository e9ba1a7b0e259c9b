/** Commands and states in the words of the screens. */
const COMMANDS: Record<string, string> = {
  "server.create": "Create server",
  "server.update": "Change name, labels or protection",
  "server.start": "Start",
  "server.shutdown": "Shut down",
  "server.stop": "Cut power",
  "server.reboot": "Restart",
  "server.console": "Open console",
  "server.console.end": "Console ended",
  "server.resize": "Change plan",
  "server.rebuild": "Rebuild",
  "server.enable_rescue": "Boot the rescue system",
  "server.disable_rescue": "Leave the rescue system",
  "server.reset_access": "Reset password or keys",
  "server.delete": "Delete server",
  "server.schedule_deletion": "Schedule deletion",
  "server.cancel_deletion": "Cancel deletion",
  "server.hold": "Suspend",
  "server.move": "Move to another node",
  "server.reapply": "Set as recorded",
  "server.power_noticed": "Power change noticed",
  "reconcile.destroy_orphan": "Remove machine without a server",
  "reconcile.repair": "Repair by itself",
  "operator.server.move": "Move to another node",
  "operator.finding.mute": "Accept finding",
  "operator.finding.unmute": "Reopen finding",
  "operator.finding.decide": "Decide about finding",
  "server.release": "End suspension",
  "firewall.set": "Change firewall",
  "firewall.set_smtp": "Open or close outgoing mail",
  "address.order": "Add address",
  "address.release": "Give address back",
  "address.set_reverse_dns": "Set reverse name",
  "operator.smtp.set": "Open or close outgoing mail (operator)",
  "snapshot.create": "Take snapshot",
  "snapshot.delete": "Delete snapshot",
  "snapshot.rollback": "Go back to snapshot",
  "backup.create": "Make backup",
  "backup.update": "Label or protect backup",
  "backup.delete": "Delete backup",
  "backup.restore": "Restore backup",
  "backup_schedule.put": "Set backup schedule",
  "backup_schedule.delete": "End backup schedule",
  "backup_schedule.run": "Scheduled backup",
  "operator.backup.delete": "Delete backup (operator)",
  "operator.hold.place": "Place hold",
  "operator.hold.lift": "Lift hold",
  "operator.server.stop": "Cut power (operator)",
  "operator.action.retry_undo": "Undo again",
  "operator.endpoint.set_status": "Open or drain endpoint",
  "operator.node.set_status": "Open or drain node",
  "webhook.create": "Add webhook",
  "webhook.update": "Change webhook",
  "webhook.delete": "Delete webhook",
  "webhook.disable": "Turn webhook off",
  "webhook.ping": "Send a test event",
  "webhook.replay": "Send an event again",
  "webhook.rotate_secret": "Make a new signing secret",
  "key.create": "Make API key",
  "key.revoke": "Revoke API key",
  "auth.login": "Sign in",
  "auth.logout": "Sign out",
};

export const commandTitle = (command: string): string => COMMANDS[command] ?? sentenceCase(command);

const sentenceCase = (code: string): string => {
  const words = code.replaceAll(/[._-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const PERMISSIONS: Record<string, string> = {
  "server:read": "See servers",
  "action:read": "See actions",
  "catalog:read": "See plans and prices",
  "audit:read": "See who did what",
  "server:create": "Order servers",
  "server:update": "Rename and label servers",
  "server:power": "Start and stop servers",
  "server:resize": "Change servers' plans",
  "server:rescue": "Boot the rescue system",
  "server:access": "Reset passwords and keys of servers",
  "server:console": "Open servers' screens",
  "server:rebuild": "Rebuild servers",
  "server:delete": "Delete and protect servers",
  "address:create": "Order extra addresses",
  "address:update": "Set reverse DNS",
  "address:delete": "Give addresses back",
  "firewall:update": "Change firewall rules",
  "webhook:read": "See webhooks",
  "webhook:manage": "Change webhooks",
  "backup:read": "See snapshots and backups",
  "backup:create": "Make snapshots and backups",
  "backup:schedule": "Change backup schedules",
  "backup:restore": "Roll back and restore",
  "backup:delete": "Delete snapshots and backups",
};
export const permissionTitle = (permission: string): string =>
  PERMISSIONS[permission] ?? sentenceCase(permission.split(":").reverse().join(" "));

const STATUSES: Record<string, string> = {
  creating: "Creating",
  running: "Running",
  stopped: "Stopped",
  starting: "Starting",
  stopping: "Stopping",
  rebooting: "Restarting",
  resizing: "Resizing",
  rebuilding: "Rebuilding",
  restoring: "Restoring",
  migrating: "Moving",
  deleting: "Deleting",
  failed: "Failed",
  deleted: "Deleted",
  success: "Succeeded",
  error: "Failed",
  done: "Done",
  denied: "Denied",
};
export const statusTitle = (status: string): string => STATUSES[status] ?? sentenceCase(status);
export const actionStatusTitle = (status: string): string =>
  status === "running" ? "In progress" : statusTitle(status);

export const HOLD_TITLES: Record<string, string> = {
  billing: "Billing",
  abuse: "Abuse report",
  legal: "Legal",
  operator: "Operator",
};
/** What a hold of that kind asks of the customer. */
export const HOLD_ADVICE: Record<string, string> = {
  billing: "Settle the open invoices; the server comes back by itself afterwards.",
  abuse: "Answer the abuse report; support lifts the hold once the cause is gone.",
  legal: "We are obliged to keep it stopped. Support can tell you what may be said.",
  operator: "Our staff stopped it. Support can tell you more.",
};
