#!/usr/bin/env bash
# Installs what the tests need beside Node and npm, on Debian or Ubuntu: a browser, MariaDB, Valkey or Redis, the Python programs that
# the conformance tests hold us to, and what boots guests and joins them to a VPN. What is there already is left as it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Debian has Valkey since 13, and Redis before.
rate_limit_store() {
  if apt-cache show valkey-server >/dev/null 2>&1; then echo valkey-server; else echo redis-server; fi
}

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
command -v valkey-server >/dev/null || command -v redis-server >/dev/null || missing+=("$(rate_limit_store)")
command -v python3 >/dev/null || missing+=(python3)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
# Booted Debian guests, ssh into them, and a VPN between namespaces (test/hosts).
command -v systemd-nspawn >/dev/null || missing+=(systemd-container)
command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
command -v ip >/dev/null || missing+=(iproute2)
command -v ssh >/dev/null || missing+=(openssh-client)
command -v wireguard-go >/dev/null || missing+=(wireguard-go)
command -v wg >/dev/null || missing+=(wireguard-tools)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # Packages must not start their services: the tests run their own. A policy the machine has already stays.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Each program in a virtual environment of its own below .data: their dependencies do not agree with one another.
python_program() { # name, executable, requirements
  local name=$1 executable=$2
  shift 2
  [ -x ".data/$name/bin/$executable" ] && return
  echo "installing $* …"
  python3 -m venv ".data/$name"
  ".data/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
}
# They come over the network, one beside the other.
python_program moto moto_server 'moto[server,stepfunctions]==5.2.5' &
installs=($!)
python_program schemathesis schemathesis 'schemathesis==4.32.5' &
installs+=($!)
python_program proxmox-clients ansible 'proxmoxer==2.3.0' 'requests==2.34.2' 'ansible==12.3.0' &
installs+=($!)
for install in "${installs[@]}"; do wait "$install"; done
