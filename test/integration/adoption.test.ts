import { type Outcome, openStore, runMigration } from "@hostwright/core/migration";
import { hashSync } from "bcryptjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readInventory } from "../../packages/cli/src/migrate/proxmox.ts";
import { aServer, batches, brought, company, ref } from "../../packages/core/test/migration/company.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

const VMID = 150;
const HELD = 151;
const AUDITOR = "auditor@pve!demo";

let system: TestSystem;
beforeAll(async () => {
  const vm = (vmid: number) => ({
    vmid,
    node: "fra1-a",
    name: `old-${vmid}`,
    storage: "local-lvm",
    disk_gb: 40,
    running: true,
  });
  system = await startTestSystem({
    pace: 20,
    site: (location, site) =>
      location === "fra1" ? { ...site, vms: [...(site.vms ?? []), vm(VMID), vm(HELD)] } : site,
  });
});
afterAll(() => system?.stop());

const PASSWORD = "the old password & more";

/** The company of the fabricated source, on the endpoint of the demo's first location. */
function companyHere(change: { server?: object } = {}): Outcome[] {
  const password = { scheme: "bcrypt", hash: hashSync(PASSWORD, 4).replace("$2b$", "$2y$") };
  const bindings: Outcome[] = [
    brought("images", "mapping:debian-12", { existing: "debian-12" }),
    brought("locations", "mapping:fra", { existing: "fra1" }),
    brought("endpoints", "tblservers:1", { existing: "fra1-cluster" }),
  ];
  const adopted = { adoption: { vmid: VMID, node: "fra1-a" }, ...change.server };
  const held = aServer({ name: "held", status: "suspended", adoption: { vmid: HELD, node: null }, addresses: [] });
  return [
    ...company({ user: { password }, server: adopted }).filter(({ kind }) => !BOUND.has(kind)),
    ...bindings,
    brought("servers", "tblhosting:2", held),
  ].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
const BOUND = new Set<string>(["images", "locations", "endpoints"]);
const ORDER = ["users", "tenants", "memberships", "plans", "images", "locations", "endpoints", "servers"].concat(
  "invoices",
  "legacy",
);

async function apply(outcomes: Outcome[]) {
  const store = await openStore(system.databaseUrl);
  try {
    const now = () => system.clock.now();
    return await runMigration(
      store,
      { source: "whmcs-test", system: "WHMCS 8.4", mode: "apply", now },
      batches(outcomes),
    );
  } finally {
    await store.close();
  }
}

const serverOf = async (row: string) => {
  const { id: source_id } = ref(row);
  const found = await system.db
    .selectFrom("server_adoptions")
    .select("server_id")
    .where("source_id", "=", source_id)
    .executeTakeFirstOrThrow();
  return found.server_id;
};

const at = (id: string) => ({ params: { path: { id } } });

/** Adopts or disowns, to the end of the action. */
async function acted(id: string, verb: "adopt" | "disown") {
  const { data, error } = await system.operator.POST(`/v1/operator/servers/{id}/actions/${verb}`, at(id));
  if (!data) throw new Error(JSON.stringify(error));
  expect((await system.actionEnd(data.action.id)).status).toBe("success");
}
const handOver = (id: string) => system.operator.POST("/v1/operator/servers/{id}/actions/hand-over", at(id));
const handBack = (id: string) => system.operator.POST("/v1/operator/servers/{id}/actions/hand-back", at(id));

const vmOf = (vmid: number) => {
  const vm = system
    .testbed()
    .cluster.vms()
    .find((one) => one.vmid === vmid);
  if (!vm) throw new Error(`no VM ${vmid}`);
  return structuredClone({ options: vm.options, running: vm.process !== undefined });
};

test("a client that was brought over signs in with the old password, which is then hashed our way", async () => {
  await apply(companyHere());
  const signIn = (password: string) =>
    fetch(`${system.control.apiUrl}/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ADA@example.com", password }),
    });
  expect((await signIn("wrong")).status).toBe(401);
  expect((await signIn(PASSWORD)).status).toBe(200);
  const user = system.db.selectFrom("users").select("password_hash").where("email", "=", "ada@example.com");
  expect((await user.executeTakeFirstOrThrow()).password_hash).toMatch(/^\$argon2id\$/);
  expect((await signIn(PASSWORD)).status).toBe(200);
});

test("a VM is adopted, left alone until it is handed over, and then starts and stops", async () => {
  await apply(companyHere());
  const id = await serverOf("tblhosting:1");
  const before = vmOf(VMID);
  await acted(id, "adopt");
  const { description, digest: _new, ...after } = vmOf(VMID).options;
  const { description: _none, digest: _old, ...was } = before.options;
  expect(after).toEqual(was);
  expect(String(description).trim()).toBe(`hostwright:${id}`);

  const { data } = await system.operator.GET("/v1/operator/servers/{id}", at(id));
  expect(data?.server).toMatchObject({ managed_elsewhere: true, status: "running", memory_mb: 4096, vmid: VMID });
  const refused = await system.operator.POST("/v1/operator/servers/{id}/actions/stop", at(id));
  expect(refused.error).toMatchObject({ error: { code: "managed_elsewhere" } });

  await apply(companyHere());
  expect((await handOver(id)).data?.adoption.state).toBe("handed_over");
  const stop = await system.operator.POST("/v1/operator/servers/{id}/actions/stop", at(id));
  expect((await system.actionEnd(stop.data?.action.id ?? "")).status).toBe("success");
  expect(vmOf(VMID).running).toBe(false);

  expect((await handBack(id)).data?.adoption.state).toBe("adopted");
  await acted(id, "disown");
  expect(String(vmOf(VMID).options.description ?? "").trim()).toBe("");
});

test("what an endpoint holds can be read beside the source, with a token that may only look", async () => {
  const { url, fingerprint, cluster } = system.testbed();
  const inventory = await readInventory(
    `fra1-cluster=${url}#${fingerprint}`,
    `${AUDITOR}=${system.secrets.auditor_token_secret}`,
  );
  expect(inventory.vms.map(({ vmid }) => vmid)).toEqual(
    cluster
      .vms()
      .filter(({ options }) => options.template !== 1)
      .map(({ vmid }) => vmid)
      .sort((a, b) => a - b),
  );
  expect(inventory.vms.find(({ vmid }) => vmid === HELD)?.seen).toMatchObject({ power: "running", disk_gb: 40 });
});

test("a hand-over is refused while the source still changes the server", async () => {
  await apply(companyHere());
  const id = await serverOf("tblhosting:1");
  await acted(id, "adopt");
  await apply(companyHere({ server: { spec: { ...aServer().spec, cores: 3 } } }));
  expect((await handOver(id)).error).toMatchObject({ error: { code: "conflict" } });
  await apply(companyHere({ server: { spec: { ...aServer().spec, cores: 3 } } }));
  expect((await handOver(id)).response.status).toBe(200);
  const { changedHere } = await apply(companyHere());
  expect(changedHere).toMatchObject([{ table: "tblhosting", id: "1" }]);
});

test("a suspended service is held here once it is handed over, and runs when the hold is lifted", async () => {
  const id = await serverOf("tblhosting:2");
  await acted(id, "adopt");
  const { data } = await handOver(id);
  expect((await system.actionEnd(data?.action?.id ?? "")).status).toBe("success");
  expect(vmOf(HELD).running).toBe(false);
  const { data: held } = await system.operator.GET("/v1/operator/servers/{id}", at(id));
  const [hold] = held?.server.holds ?? [];
  const lifted = await system.operator.DELETE("/v1/operator/holds/{id}", at(hold?.id ?? ""));
  expect((await system.actionEnd(lifted.data?.action?.id ?? "")).status).toBe("success");
  expect(vmOf(HELD).running).toBe(true);
});
