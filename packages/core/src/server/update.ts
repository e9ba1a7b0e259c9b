import { requireInScope } from "../access/index.ts";
import { isUniqueViolation, jsonIn, jsonOut } from "../kernel/database/index.ts";
import { AppError, command, may } from "../kernel/index.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer } from "./repository.ts";
import { updateInput } from "./schema.ts";

/** Renames, relabels or guards. The display name is ours alone: the VM keeps its host name, else its first boot would run again. */
export const updateServer = command({
  name: "server.update",
  permission: "server:update",
  input: updateInput,
  async run(ctx, { id, name, labels, protection }) {
    const row = await lockServer(ctx, id);
    const changes: Record<string, unknown> = {};
    if (name !== undefined || labels !== undefined || protection === undefined) refuseUnless("rename", row);
    if (protection !== undefined) {
      // Who may not delete must not open the way for others either, nor close it.
      if (!may(ctx.actor, "server:delete"))
        throw new AppError("forbidden", "protection needs the permission 'server:delete'");
      refuseUnless("protect", row);
      if (protection.delete && row.deletion_due)
        throw new AppError("conflict", "The server is scheduled for deletion. Cancel the deletion first.");
      const after = { delete: row.protect_delete, rebuild: row.protect_rebuild, ...protection };
      changes.protection = { before: { delete: row.protect_delete, rebuild: row.protect_rebuild }, after };
      await ctx.db
        .updateTable("servers")
        .set({ protect_delete: after.delete, protect_rebuild: after.rebuild })
        .where("id", "=", id)
        .execute();
    }
    if (name !== undefined && name !== row.name) {
      changes.name = { before: row.name, after: name };
      try {
        await ctx.db
          .updateTable("servers")
          .set({ name, name_key: row.name_key === null ? null : name.toLowerCase() })
          .where("id", "=", id)
          .execute();
      } catch (error) {
        if (isUniqueViolation(error)?.includes("servers_name_key"))
          throw new AppError("uniqueness_error", `a server named '${name}' exists already`, {
            fields: [{ name: "name", messages: ["taken"] }],
          });
        throw error;
      }
    }
    if (labels !== undefined) {
      requireInScope(ctx, labels);
      changes.labels = { before: jsonOut(row.labels), after: labels };
      await ctx.db
        .updateTable("servers")
        .set({ labels: jsonIn(labels) })
        .where("id", "=", id)
        .execute();
      await ctx.db.deleteFrom("server_labels").where("server_id", "=", id).execute();
      const pairs = Object.entries(labels).map(([label_key, label_value]) => ({
        tenant_id: row.tenant_id,
        server_id: id,
        label_key,
        label_value,
      }));
      if (pairs.length > 0) await ctx.db.insertInto("server_labels").values(pairs).execute();
    }
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes });
    return { server: await getServer(ctx, id) };
  },
});
