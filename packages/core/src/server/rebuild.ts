import { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import { AppError, command, idShape, invalidField, type Workflow } from "../kernel/index.ts";
import { beginAction } from "./begin.ts";
import { cloneOrder } from "./job-orders.ts";
import { newPassword, sealForLocation } from "./password.ts";
import { refuseUnless } from "./refuse.ts";
import { endReplacement, replacementSteps } from "./replace.ts";
import { getServer, lockServer } from "./repository.ts";
import { reserveReplacement } from "./spare.ts";

export const rebuildWorkflow: Workflow = {
  name: "server.rebuild",
  steps: replacementSteps({
    name: "clone",
    title: "Copy the image",
    order: (ctx, _work, target) => cloneOrder(ctx, target),
  }),
  ended: (ctx, work) => endReplacement(ctx, work),
};

export const rebuildInput = z.strictObject({
  id: idShape("srv"),
  image: z.string().max(40).describe("Name or id of an image.").meta({ example: "debian-13" }),
});

/**
 * Puts a fresh system in place of the old one: a new VM from the image, with the same addresses, keys and size. The host
 * name follows the server's name, since first boot runs anyway.
 */
export const rebuildServer = command({
  name: "server.rebuild",
  permission: "server:rebuild",
  input: rebuildInput,
  async run(ctx, { id, image }) {
    const row = await lockServer(ctx, id);
    refuseUnless("rebuild", row);
    const found = await ctx.db
      .selectFrom("images")
      .leftJoin("templates", (join) =>
        join.onRef("templates.image_id", "=", "images.id").on("templates.node_id", "=", row.node_id),
      )
      .select(["images.id", "images.name", "images.min_disk_gb", "templates.id as template"])
      .where((eb) => eb.or([eb("images.name", "=", image), eb("images.id", "=", image)]))
      .where("images.available", "=", true)
      .executeTakeFirst();
    if (!found) throw invalidField("image", `there is no image '${image}'`);
    if (found.min_disk_gb > row.disk_gb)
      throw invalidField("image", `the image needs a disk of at least ${found.min_disk_gb} GB`);
    if (!found.template)
      throw new AppError("resource_unavailable", "the image is not available where this server runs");

    const password = jsonOut(row.ssh_keys).length === 0 ? newPassword() : null;
    const sealed = password === null ? null : await sealForLocation(ctx, row, password);
    const action = await beginAction(ctx, row, rebuildWorkflow, { status: "rebuilding", sealed_password: sealed });
    await reserveReplacement(ctx, row, action.id, {
      image_id: found.id,
      template_id: found.template,
      hostname: row.name.toLowerCase(),
    });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { image: { before: row.image_id, after: found.id }, action: action.id },
    });
    return { server: await getServer(ctx, id), action, root_password: password };
  },
});
