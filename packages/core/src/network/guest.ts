/**
 * How an extra address is set up inside the guest, in the words of its image's family. The server's own cloud-init
 * values must not change for it: the guest would take itself for a new machine and run its first boot again.
 */
export function guestSetup(imageFamily: string, { address, family }: { address: string; family: 4 | 6 }): string {
  const cidr = family === 4 ? `${address}/32` : `${address}1/64`;
  const choice =
    family === 6 ? `\n\nEvery address of ${address}/64 is yours; ${address}1 is only the first of them.` : "";
  switch (imageFamily) {
    case "debian":
    case "ubuntu":
      return `${netplan(cidr)}${choice}`;
    case "rocky":
    case "alma":
    case "centos":
    case "fedora":
    case "rhel":
      return `${networkManager(cidr, family)}${choice}`;
    default:
      return `As root, at once and until the next restart:\n\n  ip address add ${cidr} dev eth0\n\nTo keep it, add the same address to the network settings of your system.${choice}`;
  }
}

const netplan = (
  cidr: string,
): string => `As root, write /etc/netplan/60-extra-${cidr.replaceAll(/[^0-9a-f]+/g, "-")}.yaml:

  network:
    version: 2
    ethernets:
      eth0:
        addresses: ["${cidr}"]

Then make it readable for root alone (chmod 600) and run: netplan apply`;

const networkManager = (cidr: string, family: 4 | 6): string => `As root:

  connection=$(nmcli -g GENERAL.CONNECTION device show eth0)
  nmcli connection modify "$connection" +ipv${family}.addresses ${cidr}
  nmcli device reapply eth0`;
