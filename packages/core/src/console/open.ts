import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, type Id } from "../kernel/index.ts";
import { sealForRelay } from "../kernel/seal.ts";
import { lockServer, refuseUnless, type ServerRow, vmJob } from "../server/index.ts";
import { end } from "./end.ts";
import { openConsoleInput } from "./schema.ts";
import { newTicket } from "./ticket.ts";

/** How long both sides have to connect. */
const CONNECT_SECONDS = 60;
const LONGEST_HOURS = 8;
/** Open consoles of a tenant. */
const MOST = 10;

/**
 * Opens a console. It needs no lock and is no action: it changes nothing of the server, ends by itself, and nobody
 * would wait 13 days for it. One of the same kind that is open is taken over: Proxmox's serial port serves one at a time.
 */
export const openConsole = command({
  name: "server.console",
  permission: "server:console",
  input: openConsoleInput,
  async run(ctx, { id, kind }) {
    const { actor } = ctx;
    if (actor.type !== "user") throw new AppError("forbidden", "a console is opened by a person who has signed in");
    const url = ctx.app.config.HOSTWRIGHT_CONSOLE_URL;
    if (!url) throw new AppError("resource_unavailable", "consoles are not set up here");
    const row = await lockServer(ctx, id);
    refuseUnless("console", row);
    const open = await ctx.db
      .selectFrom("consoles")
      .selectAll()
      .where("tenant_id", "=", actor.tenant)
      .where("ended_at", "is", null)
      .execute();
    const replaced = open.filter((one) => one.server_id === id && one.kind === kind);
    if (open.length - replaced.length >= MOST)
      throw new AppError("resource_limit_exceeded", `at most ${MOST} consoles may be open; close one first`);
    for (const one of replaced) await end(ctx, one, "taken_over");

    const console = ctx.id("con");
    const browser = newTicket("browser");
    const relay = newTicket("relay");
    const until = new Date(ctx.now.getTime() + CONNECT_SECONDS * 1000);
    await ctx.db
      .insertInto("consoles")
      .values({
        id: console,
        tenant_id: actor.tenant,
        server_id: id,
        user_id: actor.user,
        session_id: actor.session,
        kind,
        browser_ticket: browser.hash,
        browser_until: until,
        relay_ticket: relay.hash,
        relay_until: until,
        browser_connection: null,
        relay_connection: null,
        created_at: ctx.now,
        input_at: ctx.now,
        apart_since: ctx.now,
        ends_at: new Date(ctx.now.getTime() + LONGEST_HOURS * 3600 * 1000),
        ended_at: null,
        end_code: null,
      })
      .execute();
    const payload = {
      console,
      kind,
      sealed_ticket: await sealed(ctx, row, relay.ticket),
      expires: until.toISOString(),
    };
    sendJob(ctx, console, vmJob(row, "console.open", payload, { runLimitSeconds: CONNECT_SECONDS, group: console }));
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { console, kind } });
    const expires = until.toISOString();
    return { console: { id: console, kind, url: `${url}?ticket=${browser.ticket}`, expires } };
  },
});

/** For the location's relays only: the job queue is no place for a ticket in plain words. */
async function sealed(ctx: Ctx, row: ServerRow, ticket: string): Promise<string> {
  const location = await ctx.db
    .selectFrom("locations")
    .select("relay_keys")
    .where("id", "=", row.location_id)
    .executeTakeFirstOrThrow();
  const [key] = jsonOut(location.relay_keys);
  if (!key) throw new AppError("resource_unavailable", "this location has no consoles");
  return sealForRelay(key, { ticket });
}

/** A job of its own, in a message group of its own: it waits for nothing that is done to the server. */
function sendJob(ctx: Ctx, console: Id<"con">, order: ReturnType<typeof vmJob>): void {
  ctx.send({
    topic: "job",
    location: order.location,
    group: order.group,
    deduplication: `${console}.1`,
    body: {
      version: 1,
      job: console,
      try: 1,
      kind: order.kind,
      location: order.location,
      group: order.group,
      request_id: ctx.requestId,
      issued_at: ctx.now.toISOString(),
      run_limit_seconds: order.runLimitSeconds,
      supersedes: [],
      payload: order.payload,
    },
  });
}
