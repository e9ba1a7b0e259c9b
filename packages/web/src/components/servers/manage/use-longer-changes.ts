import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  protectServer,
  type ResetAccess,
  type Resize,
  rebuildServer,
  resetAccess,
  resizeServer,
  setRescue,
} from "@/lib/api/changes.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";
import { useReveal } from "../secret.tsx";

/** The longer changes of a server, each followed by fresh state of it and its actions. */
export function useLongerChanges(server: { id: string; name: string }) {
  const client = useQueryClient();
  const reveal = useReveal();
  const onSettled = () =>
    Promise.all(
      ["servers", "actions", "audit", "backups", "snapshots"].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
  const show = (password: string | null, why: string) => {
    if (password) reveal({ server: server.id, name: server.name, password, why });
  };

  const resize = useMutation({
    mutationFn: (body: Resize) => resizeServer(server.id, body),
    onSuccess: () => toast.success(`Changing the plan of ${server.name}`),
    onSettled,
  });
  const rebuild = useMutation({
    mutationFn: (image: string) => rebuildServer(server.id, image),
    onSuccess: (answer) => {
      toast.success(`Rebuilding ${server.name}`);
      show(answer.root_password, "The server has no SSH key, so the new system gets this password.");
    },
    onSettled,
  });
  const rescue = useMutation({
    mutationFn: (on: boolean) => setRescue(server.id, on),
    onSuccess: (_answer, on) =>
      toast.success(on ? `Booting the rescue system of ${server.name}` : `Leaving the rescue system`),
    onError: (error, on) => notifyProblem(error, on ? "Booting the rescue system" : "Leaving the rescue system"),
    onSettled,
  });
  const access = useMutation({
    mutationFn: (body: ResetAccess) => resetAccess(server.id, body),
    onSuccess: (answer) => {
      toast.success(`Resetting the access to ${server.name}`);
      show(answer.root_password, "It is in force once the action has ended well; if that fails, the old one stays.");
    },
    onSettled,
  });
  const protect = useMutation({
    mutationFn: (protection: { delete?: boolean; rebuild?: boolean }) => protectServer(server.id, protection),
    onError: (error) => notifyProblem(error, "Changing the protection"),
    onSettled,
  });
  return { resize, rebuild, rescue, access, protect };
}
