/** Privileges and built-in roles, after PVE/AccessControl.pm (pve-access-control): root, admin, user and audit of each kind. */
type Kind = { root?: string[]; admin?: string[]; user?: string[]; audit?: string[] };

const KINDS: Record<string, Kind> = {
  VM: {
    admin:
      "VM.Config.Disk VM.Config.CPU VM.Config.Memory VM.Config.Network VM.Config.HWType VM.Config.Options VM.Allocate VM.Clone VM.GuestAgent.Unrestricted VM.Migrate VM.Replicate VM.Snapshot VM.Snapshot.Rollback".split(
        " ",
      ),
    user: "VM.Config.CDROM VM.Config.Cloudinit VM.Console VM.Backup VM.GuestAgent.FileRead VM.GuestAgent.FileSystemMgmt VM.GuestAgent.FileWrite VM.PowerMgmt".split(
      " ",
    ),
    audit: ["VM.Audit", "VM.GuestAgent.Audit"],
  },
  Sys: {
    root: ["Sys.PowerMgmt", "Sys.Modify", "Sys.Incoming", "Sys.AccessNetwork"],
    admin: ["Sys.Console", "Sys.Syslog"],
    audit: ["Sys.Audit"],
  },
  Datastore: {
    admin: ["Datastore.Allocate", "Datastore.AllocateTemplate"],
    user: ["Datastore.AllocateSpace"],
    audit: ["Datastore.Audit"],
  },
  SDN: { admin: ["SDN.Allocate", "SDN.Audit"], user: ["SDN.Use"], audit: ["SDN.Audit"] },
  User: { root: ["Realm.Allocate"], admin: ["User.Modify", "Group.Allocate", "Realm.AllocateUser"] },
  Pool: { admin: ["Pool.Allocate"], user: ["Pool.Audit"], audit: ["Pool.Audit"] },
  Mapping: { admin: ["Mapping.Modify"], user: ["Mapping.Use"], audit: ["Mapping.Audit"] },
};

export const PRIVILEGES: ReadonlySet<string> = new Set([
  ...Object.values(KINDS).flatMap((kind) => [
    ...(kind.root ?? []),
    ...(kind.admin ?? []),
    ...(kind.user ?? []),
    ...(kind.audit ?? []),
  ]),
  "Permissions.Modify",
]);

function builtIn(): Record<string, Set<string>> {
  const roles: Record<string, Set<string>> = {
    NoAccess: new Set(),
    Administrator: new Set(PRIVILEGES),
    PVETemplateUser: new Set(["VM.Clone", "VM.Audit"]),
  };
  const grant = (role: string, privileges: string[] = []) => {
    roles[role] ??= new Set();
    for (const privilege of privileges) roles[role].add(privilege);
  };
  for (const [name, kind] of Object.entries(KINDS)) {
    for (const privileges of [kind.admin, kind.user, kind.audit]) {
      grant(`PVE${name}Admin`, privileges);
      grant("PVEAdmin", privileges);
    }
    if (kind.user) for (const privileges of [kind.user, kind.audit]) grant(`PVE${name}User`, privileges);
    grant("PVEAuditor", kind.audit);
  }
  roles.PVEAdmin?.delete("Mapping.Modify");
  return roles;
}

export const BUILT_IN_ROLES: Readonly<Record<string, ReadonlySet<string>>> = builtIn();
