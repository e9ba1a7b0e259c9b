import { dateFrom } from "../company/people.ts";
import type { Row } from "../load/table-text.ts";
import type { Scene, Trap } from "./scene.ts";

/** A service whose row says something special, and comes over with those fields. */
function comes(name: string, row: Row, fields: Record<string, unknown>): Trap {
  return {
    name,
    plant: (scene) => scene.expectServer(scene.vps({ service: row }).id, {}, fields),
  };
}

const aside = (name: string, row: Row, code: string): Trap => ({
  name,
  plant: (scene: Scene) => scene.expectAside(scene.vps({ service: row }).id, code),
});

const statuses: Trap[] = ["Pending", "Active", "Terminated", "Cancelled", "Fraud", "Completed"].map((domainstatus) => ({
  name: `status-${domainstatus.toLowerCase()}`,
  plant(scene) {
    const ended = ["Terminated", "Cancelled", "Fraud", "Completed"].includes(domainstatus);
    const { id } = scene.vps({
      service: { domainstatus, termination_date: ended ? "2025-06-30" : "0000-00-00" },
      ...(ended ? { vm: false } : {}),
    });
    scene.expectServer(id, {}, { status: domainstatus.toLowerCase(), hold: null });
  },
}));

const suspensions: Trap[] = [
  comes(
    "suspended-for-money",
    { domainstatus: "Suspended", suspendreason: "Overdue on Payment" },
    { status: "suspended", "hold.kind": "billing" },
  ),
  comes(
    "suspended-without-a-reason",
    { domainstatus: "Suspended", suspendreason: "" },
    { status: "suspended", "hold.kind": "billing" },
  ),
  comes("never-suspend", { overideautosuspend: 1 }, { "billing.suspension_override": true }),
  comes(
    "not-suspended-until",
    { overideautosuspend: 1, overidesuspenduntil: "2027-01-31" },
    { "billing.suspension_override_until": "2027-01-31" },
  ),
];

const dates: Trap[] = [
  aside("zero-due-date", { nextduedate: "0000-00-00" }, "zero_date"),
  aside("impossible-due-date", { nextduedate: "2024-00-15" }, "zero_date"),
  {
    name: "zero-due-date-decided",
    plant(scene) {
      const { id } = scene.vps({ service: { nextduedate: "0000-00-00" } });
      scene.shop.know("dates", `tblhosting:${id}.nextduedate`, "2027-02-01");
      scene.expectServer(id, {}, { "billing.next_due": "2027-02-01" });
    },
  },
  comes(
    "free-without-due-date",
    { billingcycle: "Free Account", nextduedate: "0000-00-00", amount: "0.00" },
    { "billing.cycle": "free", "billing.next_due": null },
  ),
  comes(
    "one-time-without-due-date",
    { billingcycle: "One Time", nextduedate: null },
    { "billing.cycle": "one_time", "billing.next_due": null },
  ),
  comes("zero-registration-date", { regdate: "0000-00-00", created_at: "0000-00-00 00:00:00" }, { created: null }),
  comes("due-on-leap-day", { nextduedate: "2028-02-29" }, { "billing.next_due": "2028-02-29" }),
  comes(
    "ended-on-no-day",
    { domainstatus: "Terminated", nextduedate: "0000-00-00", termination_date: "0000-00-00" },
    { status: "terminated", ended: null },
  ),
];

const CYCLES = {
  Monthly: "monthly",
  Quarterly: "quarterly",
  "Semi-Annually": "semiannually",
  Annually: "annually",
  Biennially: "biennially",
  Triennially: "triennially",
};
const cycles: Trap[] = [
  ...Object.entries(CYCLES).map(([billingcycle, cycle]) =>
    comes(`cycle-${cycle}`, { billingcycle }, { "billing.cycle": cycle }),
  ),
  aside("cycle-unknown", { billingcycle: "Fortnightly" }, "unknown_cycle"),
];

const hosts: Trap[] = [
  {
    name: "hostname-empty",
    plant: (scene) => scene.expectServer(scene.vps({ service: { domain: "" } }).id, { hostname: null }),
  },
  aside("hostname-damaged", { domain: "my server_(old)!" }, "unreadable_hostname"),
  comes(
    "addresses-in-lines",
    { dedicatedip: "192.0.2.77", assignedips: "192.0.2.78\r\n2001:db8::78\n" },
    { addresses: ["192.0.2.77", "192.0.2.78", "2001:db8::78"] },
  ),
];

const clock: Trap = {
  name: "hour-that-summer-time-skips",
  plant(scene) {
    const { id: userid } = scene.client();
    const date = "2024-03-31 02:30:00";
    const id = scene.shop.add("tbltickets", {
      tid: "DST-1",
      did: 1,
      userid,
      date,
      lastreply: date,
      title: "Night",
      message: "Is it late?",
      status: "Closed",
      urgency: "Low",
    });
    scene.expect(
      "tbltickets",
      id,
      { outcome: "created", fields: { "messages.0.at": "2024-03-31T01:30:00.000Z" } },
      { kind: "tickets", note: dateFrom(0) },
    );
  },
};

export const LIFE: readonly Trap[] = [...statuses, ...suspensions, ...dates, ...cycles, ...hosts, clock];
