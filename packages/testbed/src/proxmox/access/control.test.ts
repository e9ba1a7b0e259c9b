import { expect, test } from "vitest";
import type { SiteSpec } from "../site.ts";
import { AccessControl } from "./control.ts";

const of = (site: Pick<SiteSpec, "users" | "tokens" | "roles">) => new AccessControl(site);
const token = (privileges: NonNullable<SiteSpec["tokens"]>[number]["privileges"]) => ({
  id: "a@pve!t",
  secret: "s",
  privileges,
});

test("a token has no more than its user, nor a user more through its token", () => {
  const user = { id: "a@pve", password: "p", privileges: [{ path: "/vms/101", role: "PVEVMUser" }] };
  const access = of({ users: [user], tokens: [token("Administrator")] });
  expect(access.allows("a@pve!t", "/vms/101", ["VM.PowerMgmt"])).toBe(true);
  expect(access.allows("a@pve!t", "/vms/101", ["VM.Allocate"])).toBe(false);
  expect(access.allows("a@pve!t", "/vms/102", ["VM.PowerMgmt"])).toBe(false);
});

test("an entry nearer to the path replaces those above it; one that does not propagate stays where it is", () => {
  const access = of({
    tokens: [
      token([
        { path: "/", role: "PVEAdmin" },
        { path: "/vms/150", role: "NoAccess" },
        { path: "/storage", role: "PVEAuditor", propagate: false },
      ]),
    ],
  });
  expect(access.allows("a@pve!t", "/vms/149", ["VM.Allocate"])).toBe(true);
  expect(access.allows("a@pve!t", "/vms/150", ["VM.Audit"])).toBe(false);
  expect(access.allows("a@pve!t", "/storage", ["Datastore.Allocate"])).toBe(false);
  expect(access.allows("a@pve!t", "/storage/local", ["Datastore.Allocate"])).toBe(true);
});

test("members of a pool inherit what is granted on it, and lose it when they leave", () => {
  const access = of({ tokens: [token([{ path: "/pool/hw", role: "PVEVMAdmin" }])] });
  let members = [101];
  let version = 0;
  access.usePools({
    ofVm: (vmid) => (members.includes(vmid) ? "hw" : undefined),
    ofStorage: () => undefined,
    version: () => version,
  });
  expect(access.allows("a@pve!t", "/vms/101", ["VM.Allocate"])).toBe(true);
  expect(access.allows("a@pve!t", "/vms/102", ["VM.Audit"])).toBe(false);
  members = [];
  version += 1;
  expect(access.allows("a@pve!t", "/vms/101", ["VM.Allocate"])).toBe(false);
});

test("a role or privilege that does not exist is said at once", () => {
  expect(() => of({ tokens: [token("PVEKing")] })).toThrow("a@pve!t: role 'PVEKing' does not exist");
  expect(() => of({ roles: { King: ["VM.Fly"] } })).toThrow("role King: invalid privilege 'VM.Fly'");
});
