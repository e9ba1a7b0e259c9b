import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  liftHold,
  type OpenStatus,
  placeHold,
  retryUndo,
  setEndpointStatus,
  setNodeStatus,
  setSmtp,
  stopAsOperator,
} from "@/lib/api/operator.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";

/** What operators do; everything they look at is read anew afterwards. */
export function useOperatorChanges() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["operator"] });
  const hold = useMutation({
    mutationFn: ({ id, ...rest }: { id: string } & Parameters<typeof placeHold>[1]) => placeHold(id, rest),
    onSuccess: () => toast.success("Hold placed"),
    onSettled,
  });
  const lift = useMutation({
    mutationFn: liftHold,
    onSuccess: ({ action }) =>
      toast.success(action ? "Last hold lifted; its earlier power state comes back" : "Hold lifted; others remain"),
    onError: (error) => notifyProblem(error, "Lifting the hold"),
    onSettled,
  });
  const stop = useMutation({
    mutationFn: stopAsOperator,
    onSuccess: () => toast.success("Cutting the power"),
    onSettled,
  });
  const smtp = useMutation({
    mutationFn: ({ id, ...rest }: { id: string } & Parameters<typeof setSmtp>[1]) => setSmtp(id, rest),
    onSuccess: (_answer, { open }) => toast.success(open ? "Opening outgoing mail" : "Closing outgoing mail"),
    onSettled,
  });
  const undo = useMutation({
    mutationFn: retryUndo,
    onSuccess: () => toast.success("A new attempt takes back what was left"),
    onError: (error) => notifyProblem(error, "Undoing again"),
    onSettled,
  });
  const place = useMutation({
    mutationFn: async ({ kind, id, status }: { kind: "endpoint" | "node"; id: string; status: OpenStatus }) => {
      await (kind === "endpoint" ? setEndpointStatus(id, status) : setNodeStatus(id, status));
    },
    onError: (error) => notifyProblem(error, "Opening or draining"),
    onSettled,
  });
  return { hold, lift, stop, smtp, undo, place };
}
