import type { Decision } from "@hostwright/core/reconcile/state";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { decideFinding, muteFinding, unmuteFinding } from "@/lib/api/findings.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";

/** What operators decide about a finding. */
export function useFindingChanges(id: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["operator"] });
  const mute = useMutation({
    mutationFn: (reason: string) => muteFinding(id, reason),
    onSuccess: () => toast.success("Accepted as it is"),
    onSettled,
  });
  const unmute = useMutation({
    mutationFn: () => unmuteFinding(id),
    onSuccess: () => toast.success("Open again"),
    onError: (error) => notifyProblem(error, "Opening the finding again"),
    onSettled,
  });
  const decide = useMutation({
    mutationFn: ({ decision, confirm }: { decision: Decision; confirm?: string }) =>
      decideFinding(id, decision, confirm),
    onSuccess: ({ action }) => toast.success(action ? "Begun; the finding closes once it is no longer seen" : "Done"),
    onSettled,
  });
  return { mute, unmute, decide };
}
