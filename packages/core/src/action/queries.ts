import { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import {
  AppError,
  type Ctx,
  command,
  decodeCursor,
  idShape,
  notFound,
  pageInput,
  pageMeta,
  query,
  toPage,
} from "../kernel/index.ts";
import { type ActionRow, actionView } from "./present.ts";
import { lockAction, stepRows, visibleActions } from "./repository.ts";
import { actionStatus, type operatorActionShape } from "./schema.ts";
import { executionName, sendExecution } from "./start.ts";

const SORTS = ["created:desc", "created:asc"] as const;
const filters = {
  status: actionStatus.optional(),
  resource: z.string().max(40).optional().describe("Id of a resource."),
};
export const actionRef = z.strictObject({ id: idShape("act") });

export const getAction = query({
  name: "action.get",
  permission: "action:read",
  input: actionRef,
  async run(ctx, { id }) {
    const row = await visibleActions(ctx).selectAll().where("id", "=", id).executeTakeFirst();
    if (!row) throw notFound("action");
    const [action] = await viewsOf(ctx, [row]);
    if (!action) throw notFound("action");
    return { action };
  },
});

export const listActions = query({
  name: "action.list",
  permission: "action:read",
  input: z.strictObject({ ...pageInput(SORTS, "created:desc"), ...filters }),
  async run(ctx, input) {
    const page = await pageOf(ctx, input);
    return { actions: await viewsOf(ctx, page.items), meta: pageMeta(input.limit, page.nextCursor) };
  },
});

export const getActionAsOperator = query({
  name: "operator.action.get",
  permission: "operator:read",
  input: actionRef,
  async run(ctx, { id }) {
    const row = await visibleActions(ctx).selectAll().where("id", "=", id).executeTakeFirst();
    if (!row) throw notFound("action");
    const [view] = await operatorViews(ctx, [row]);
    if (!view) throw notFound("action");
    return { action: { ...view, jobs: await jobsOf(ctx, id) } };
  },
});

export const listActionsAsOperator = query({
  name: "operator.action.list",
  permission: "operator:read",
  input: z.strictObject({ ...pageInput(SORTS, "created:desc"), ...filters, tenant: z.string().max(40).optional() }),
  async run(ctx, input) {
    const page = await pageOf(ctx, input, input.tenant);
    return { actions: await operatorViews(ctx, page.items), meta: pageMeta(input.limit, page.nextCursor) };
  },
});

/** A new attempt that undoes what an earlier one could not. */
export const retryUndo = command({
  name: "operator.action.retry_undo",
  permission: "operator:action",
  input: actionRef,
  async run(ctx, { id }) {
    const row = await lockAction(ctx, id);
    if (row.status !== "error" || jsonOut(row.leftovers).length === 0)
      throw new AppError("conflict", "only an action that left something behind can be undone again");
    const again = { status: "running" as const, attempt: row.attempt + 1, undo_only: true, finished_at: null };
    await ctx.db.updateTable("actions").set(again).where("id", "=", id).execute();
    sendExecution(ctx, { ...row, ...again });
    ctx.audit({ tenant: row.tenant_id, resource: { type: "action", id }, changes: { attempt: again.attempt } });
    const [view] = await operatorViews(ctx, [{ ...row, ...again }]);
    if (!view) throw notFound("action");
    return { action: { ...view, jobs: await jobsOf(ctx, id) } };
  },
});

interface Filter {
  limit: number;
  cursor?: string | undefined;
  sort: (typeof SORTS)[number];
  status?: ActionRow["status"] | undefined;
  resource?: string | undefined;
}

async function pageOf(ctx: Ctx, { limit, cursor, sort, status, resource }: Filter, tenant?: string) {
  const direction = sort === "created:desc" ? "desc" : "asc";
  const after = decodeCursor(cursor);
  let rows = visibleActions(ctx)
    .selectAll()
    .orderBy("id", direction)
    .limit(limit + 1);
  if (tenant) rows = rows.where("tenant_id", "=", tenant);
  if (status) rows = rows.where("status", "=", status);
  if (resource) rows = rows.where("subject_id", "=", resource);
  if (after) rows = rows.where("id", direction === "desc" ? "<" : ">", after.id);
  return toPage(
    await rows.execute(),
    limit,
    (row) => ({ value: "", id: row.id }),
    (row) => row,
  );
}

async function viewsOf(ctx: Ctx, rows: ActionRow[]) {
  const [steps, waiting] = [await stepRows(ctx, rows), await waitingFor(ctx, rows)];
  return rows.map((row) =>
    actionView(
      ctx.app,
      { ...row, leftovers: jsonOut(row.leftovers) },
      steps.filter((step) => step.action_id === row.id),
      waiting.get(row.id),
    ),
  );
}

/** Seconds without a heartbeat after which a relay counts as away: three missed. */
export const RELAY_AWAY_SECONDS = 90;

/** By action: what its job waits for, where no relay of the location is there. */
async function waitingFor(ctx: Ctx, actions: ActionRow[]): Promise<Map<string, string>> {
  const running = actions.filter((action) => action.status === "running").map((action) => action.id);
  if (running.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom("jobs")
    .leftJoin("relays", "relays.location", "jobs.location")
    .select((eb) => ["jobs.action_id", "jobs.location", eb.fn.max("relays.last_seen").as("last_seen")])
    .where("jobs.action_id", "in", running)
    .where("jobs.status", "in", ["queued", "running"])
    .groupBy(["jobs.action_id", "jobs.location"])
    .execute();
  const away = ctx.now.getTime() - RELAY_AWAY_SECONDS * 1000;
  return new Map(
    rows
      .filter((row) => row.last_seen === null || row.last_seen.getTime() < away)
      .map((row) => [
        row.action_id,
        `Waiting for the relay at ${row.location}, ${row.last_seen ? `last heard of at ${row.last_seen.toISOString()}` : "not heard of yet"}. It goes on by itself.`,
      ]),
  );
}

type OperatorAction = Omit<z.input<typeof operatorActionShape>, "jobs">;

async function operatorViews(ctx: Ctx, rows: ActionRow[]): Promise<OperatorAction[]> {
  const ids = [...new Set(rows.flatMap((row) => row.tenant_id ?? []))];
  const tenants = ids.length
    ? await ctx.db.selectFrom("tenants").select(["id", "name"]).where("id", "in", ids).execute()
    : [];
  const views = await viewsOf(ctx, rows);
  return rows.flatMap((row, index) => {
    const view = views[index];
    if (!view) return [];
    const tenant = tenants.find((one) => one.id === row.tenant_id) ?? null;
    return [{ ...view, tenant, started_by: row.started_by, detail: row.error_detail, execution: executionName(row) }];
  });
}

async function jobsOf(ctx: Ctx, action: string) {
  const rows = await ctx.db
    .selectFrom("jobs")
    .selectAll()
    .where("action_id", "=", action)
    .orderBy("queued_at")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    location: row.location,
    relay: row.relay,
    upid: row.upid,
    queued: row.queued_at.toISOString(),
    started: row.started_at?.toISOString() ?? null,
    finished: row.finished_at?.toISOString() ?? null,
    error: jsonOut(row.error)?.detail ?? jsonOut(row.error)?.message ?? null,
  }));
}
