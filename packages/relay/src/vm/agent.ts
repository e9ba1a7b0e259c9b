import { JobFailure } from "../errors.ts";
import type { JobContext } from "../jobs/context.ts";
import { ProxmoxError } from "../proxmox/error.ts";
import { lookUntil } from "./look.ts";
import type { Vm } from "./power.ts";

/**
 * How Proxmox says that nobody answers inside: no agent configured, none running, or a VM that is off (QemuServer/Agent.pm).
 * An agent that may not do it (`guest-exec` is forbidden by some distributions) or hangs is of no more use.
 */
const SILENT =
  /No QEMU guest agent configured|QEMU guest agent is not running|VM \d+ is not running|guest-\S+ has been disabled|Command .* has been disabled|not been found|got timeout/i;

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProxmoxError && error.outcome === "refused" && SILENT.test(error.words))
      throw new JobFailure("agent_unavailable", error.words);
    throw error;
  }
}

/** @throws JobFailure `agent_unavailable` */
export async function setPassword(ctx: JobContext, vm: Vm, username: string, password: string): Promise<void> {
  await asked(ctx.write("POST /nodes/{node}/qemu/{vmid}/agent/set-user-password", { ...vm, username, password }));
}

const END = "HOSTWRIGHT_END_OF_KEYS";
const EXEC_SECONDS = 60;

/** Replaces all keys that may sign in as the user. @throws JobFailure `agent_unavailable`, `agent_failed` */
export async function setKeys(ctx: JobContext, vm: Vm, user: string, keys: readonly string[]): Promise<void> {
  const script = [
    "set -e",
    "umask 077",
    `user='${user.replaceAll("'", "")}'`,
    'home=$(getent passwd "$user" | cut -d: -f6)',
    'test -n "$home"',
    'mkdir -p "$home/.ssh"',
    `cat > "$home/.ssh/authorized_keys.new" <<'${END}'`,
    ...keys,
    END,
    'chown "$user:$(id -g "$user")" "$home/.ssh" "$home/.ssh/authorized_keys.new"',
    'mv "$home/.ssh/authorized_keys.new" "$home/.ssh/authorized_keys"',
    "",
  ].join("\n");
  const started = await asked(
    ctx.write("POST /nodes/{node}/qemu/{vmid}/agent/exec", { ...vm, command: "/bin/sh", "input-data": script }),
  );
  const deadline = ctx.clock.now().getTime() + EXEC_SECONDS * 1000;
  const ended = await lookUntil(
    ctx,
    () => asked(ctx.read("GET /nodes/{node}/qemu/{vmid}/agent/exec-status", { ...vm, pid: started.pid })),
    ({ exited }) => exited || ctx.clock.now().getTime() > deadline,
  );
  if (!ended.exited) throw new JobFailure("agent_failed", `still running after ${EXEC_SECONDS} s`);
  if (ended.exitcode !== 0) throw new JobFailure("agent_failed", ended["err-data"] ?? `exit code ${ended.exitcode}`);
}
