import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { remove } from "../system/begin.ts";
import { MINUTE, until } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

const QEMU = "/nodes/{node}/qemu/{vmid}";
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 10 });
});
afterAll(() => system?.stop());

test("a copy that appears after its undo is removed, and operators learn of it", async () => {
  const { faults } = system.testbed();
  faults.inject({ effect: "refuse", on: `PUT ${QEMU}/config`, name: "^late-copy$", text: "no quorum!" });
  const { id, action } = await system.order("late-copy");
  expect((await system.actionEnd(action)).status).toBe("error");
  expect(await system.snapshot(id)).toEqual(NOTHING);
  await cloneByHand(id);
  expect((await system.snapshot(id)).vms).toHaveLength(1);
  await system.time.jump(2 * MINUTE);
  await until("it is gone", async () => ((await system.snapshot(id)).vms.length === 0 ? true : undefined));
  const noted = await until("the audit row", () =>
    system.db
      .selectFrom("audit_log")
      .select("changes")
      .where("command", "=", "server.absence_check")
      .where("resource_id", "=", action)
      .executeTakeFirst(),
  );
  expect(JSON.parse(String(noted.changes))).toMatchObject({ outcome: { result: { existed: true } } });
});

test("a machine that appears after its deletion is removed too, and a stranger at its number is left alone", async () => {
  const [ours, other] = [await system.running("deleted-1"), await system.running("deleted-2")];
  for (const { id } of [ours, other]) await system.actionEnd(await remove(system, id));
  await cloneByHand(ours.id);
  await cloneByHand(other.id, "somebody else's");
  await system.time.jump(2 * MINUTE);
  await until("ours gone", async () => ((await system.snapshot(ours.id)).vms.length === 0 ? true : undefined));
  await until("both looked after", async () => {
    const open = await system.db.selectFrom("jobs").select("id").where("status", "!=", "done").execute();
    return open.some(({ id }) => id.endsWith(".absence")) ? undefined : true;
  });
  expect((await system.snapshot(other.id)).vms).toEqual([expect.stringContaining("somebody else's")]);
});

/** The clone request of a relay that had been stopped in the middle of it, and wakes up. */
async function cloneByHand(server: string, description = `hostwright:${server}`): Promise<void> {
  const row = await system.serverRow(server);
  const testbed = system.testbed();
  const client = new ProxmoxClient({
    url: testbed.url,
    fingerprint: testbed.fingerprint,
    token_id: "relay@pve!hostwright",
    token_secret: system.secrets.relay_token_secret,
    clock: system.clock,
  });
  const clone = { node: "fra1-a", vmid: 9000, newid: row.vmid, name: "late-copy", description, full: true };
  await client.write(`POST ${QEMU}/clone`, clone);
  await client.close();
}
