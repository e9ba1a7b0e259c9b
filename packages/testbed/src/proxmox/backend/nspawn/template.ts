import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.ts";

const RELEASE = "bookworm";

const PACKAGES = [
  "systemd",
  "systemd-sysv",
  "systemd-resolved",
  "dbus",
  "openssh-server",
  "iproute2",
  "sudo",
  "cloud-init",
];

/**
 * Only NoCloud, and only what an image needs here: the guest's network reaches nothing, so there is nothing to install
 * from. netplan is left out: it looks for a network card by its permanent address, and a veth has none.
 */
const CLOUD_INIT = `datasource_list: [NoCloud]
ssh_genkeytypes: [ed25519, ecdsa]
system_info:
  network:
    renderers: [networkd]
cloud_init_modules: [write_files, set_hostname, update_hostname, update_etc_hosts, users_groups, ssh]
cloud_config_modules: [set_passwords, timezone]
cloud_final_modules: [scripts_user, final_message]
`;

/** Run in the finished root; host keys and the machine id belong to the guest. */
const FINISH = [
  'chroot "$1" systemctl --quiet enable systemd-networkd',
  // It would hold up the boot until router advertisements have been waited for in vain.
  'chroot "$1" systemctl --quiet mask systemd-networkd-wait-online apt-daily.timer apt-daily-upgrade.timer',
  'rm -f "$1"/etc/ssh/ssh_host_*',
  ': > "$1"/etc/machine-id',
];

const recipe = (file: string) => [
  "--quiet",
  "--variant=minbase",
  `--include=${PACKAGES.join(",")}`,
  ...["doc", "man", "locale", "info"].map((what) => `--dpkgopt=path-exclude=/usr/share/${what}/*`),
  '--aptopt=Acquire::Languages "none"',
  `--customize-hook=upload ${file} /etc/cloud/cloud.cfg.d/90_testbed.cfg`,
  ...FINISH.map((line) => `--customize-hook=${line}`),
  RELEASE,
];

/**
 * The root file system that every guest starts from, made on first use (half a minute and 300 MB) and kept. Several
 * processes may ask at once: one makes it, the others wait.
 * @throws Error where mmdebstrap fails
 */
export async function template(directory: string, progress: (line: string) => void): Promise<string> {
  const version = createHash("sha256")
    .update(JSON.stringify(recipe("")) + CLOUD_INIT)
    .digest("hex")
    .slice(0, 8);
  const root = join(directory, `debian-${RELEASE}-${version}`);
  if (existsSync(root)) return root;
  mkdirSync(directory, { recursive: true });
  const settings = join(directory, `cloud-init-${version}.cfg`);
  writeFileSync(settings, CLOUD_INIT);
  progress("making the Debian that guests start from (about half a minute, once) …");
  const unfinished = `${root}.unfinished`;
  const make =
    'root=$1 unfinished=$2; shift 2; test -d "$root" && exit; rm -rf "$unfinished" && mmdebstrap "$@" "$unfinished" && mv "$unfinished" "$root"';
  await command("flock", [`${root}.lock`, "sh", "-c", make, "sh", root, unfinished, ...recipe(settings)]);
  progress("the Debian that guests start from is made");
  return root;
}
