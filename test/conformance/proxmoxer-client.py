"""Creates, changes, starts, stops and deletes a VM on the Proxmox VE testbed with proxmoxer, which we did not write.

Arguments: host:port, file with the certificate. Prints one JSON object a step.
"""

import json
import sys
import urllib.parse

from proxmoxer import ProxmoxAPI, ResourceException
from proxmoxer.tools import Tasks

address, certificate = sys.argv[1:3]
host, port = address.split(":")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA demo@example.test"


def say(step, value):
    print(json.dumps({"step": step, "value": value}), flush=True)


def wait(proxmox, upid):
    return Tasks.blocking_status(proxmox, upid, timeout=30, polling_interval=0.05)["exitstatus"]


proxmox = ProxmoxAPI(
    host, port=int(port), user="root@pve", token_name="test", token_value="secret", verify_ssl=certificate
)
say("version", proxmox.version.get()["version"])
say("nextid", int(proxmox.cluster.nextid.get()))
node = proxmox.nodes("pve1")
say("clone", wait(proxmox, node.qemu(9000).clone.post(newid=101, full=1, name="web", description="hostwright:srv_1")))
vm = node.qemu(101)
say("config", wait(proxmox, vm.config.post(
    cores=2, memory=2048, ciuser="debian", sshkeys=urllib.parse.quote(KEY, safe=""),
    ipconfig0="ip=192.0.2.9/24,gw=192.0.2.1", net0="virtio,bridge=vmbr0,firewall=1,rate=12.5",
)))
say("resize", wait(proxmox, vm.resize.put(disk="scsi0", size="10G")))
vm.firewall.options.put(enable=1, ipfilter=1, macfilter=1)
vm.firewall.ipset.post(name="ipfilter-net0")
vm.firewall.ipset("ipfilter-net0").post(cidr="192.0.2.9")
say("firewall", [entry["cidr"] for entry in vm.firewall.ipset("ipfilter-net0").get()])
say("start", wait(proxmox, vm.status.start.post()))
say("status", vm.status.current.get()["status"])
say("options", {k: v for k, v in vm.config.get().items() if k in ("cores", "memory", "ciuser", "description")})
try:
    vm.delete()
except ResourceException as refused:
    say("refused", [refused.status_code, refused.content])
try:
    node.qemu(101).config.post(cores="many")
except ResourceException as refused:
    say("errors", refused.errors)
say("stop", wait(proxmox, vm.status.stop.post()))
say("delete", wait(proxmox, vm.delete(purge=1)))
say("left", [one["vmid"] for one in node.qemu.get()])
login = ProxmoxAPI(host, port=int(port), user="admin@pve", password="opensesame", verify_ssl=certificate)
login.pools.post(poolid="customers")
say("ticket", [pool["poolid"] for pool in login.pools.get()])
