import type { PowerVerb } from "@hostwright/core/server/state";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelDeletion, deleteServer, powerServer, scheduleDeletion } from "@/lib/api/servers.ts";
import { plural } from "@/lib/format.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";
import { POWER_WORDS } from "./power-verbs.ts";

interface Subject {
  id: string;
  name: string;
}

/** Changes of a server, each followed by fresh state of it and its actions. */
export function useServerChanges(server: Subject) {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["servers"] }),
      client.invalidateQueries({ queryKey: ["actions"] }),
      client.invalidateQueries({ queryKey: ["audit"] }),
    ]);

  const power = useMutation({
    mutationFn: (verb: PowerVerb) => powerServer(server.id, verb),
    onSuccess: (_answer, verb) => toast.success(`${POWER_WORDS[verb].began} ${server.name}`),
    onError: (error, verb) => notifyProblem(error, POWER_WORDS[verb].title),
    onSettled: refresh,
  });
  const remove = useMutation({ mutationFn: () => deleteServer(server.id), onSettled: refresh });
  const schedule = useMutation({
    mutationFn: (hours: number) => scheduleDeletion(server.id, hours),
    onSuccess: (_answer, hours) => toast.success(`${server.name} is deleted in ${plural(hours, "hour")}`),
    onSettled: refresh,
  });
  const cancel = useMutation({
    mutationFn: () => cancelDeletion(server.id),
    onSuccess: () => toast.success(`${server.name} is kept`),
    onError: (error) => notifyProblem(error, "Cancelling the deletion"),
    onSettled: refresh,
  });
  return { power, remove, schedule, cancel };
}
