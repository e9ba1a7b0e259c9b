import { useMutation, useQueryClient } from "@tanstack/react-query";
import { pingWebhook, replayDelivery, rotateWebhookSecret, updateWebhook } from "@/lib/api/webhooks.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";

/** What is done to a webhook from its page; what is shown of it is read anew afterwards. */
export function useWebhookChanges(id: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const ping = useMutation({
    mutationFn: () => pingWebhook(id),
    onSuccess: () => toast.success("A test event is on its way"),
    onError: (error) => notifyProblem(error, "Sending a test"),
    onSettled,
  });
  const replay = useMutation({
    mutationFn: (delivery: string) => replayDelivery(id, delivery),
    onSuccess: () => toast.success("Sending it again"),
    onError: (error) => notifyProblem(error, "Sending it again"),
    onSettled,
  });
  const turn = useMutation({
    mutationFn: (active: boolean) => updateWebhook(id, { active }),
    onSuccess: ({ webhook }) => toast.success(webhook.active ? "Turned on" : "Turned off; nothing is sent"),
    onError: (error) => notifyProblem(error, "Turning it on or off"),
    onSettled,
  });
  const rotate = useMutation({
    mutationFn: () => rotateWebhookSecret(id),
    onError: (error) => notifyProblem(error, "Making a new secret"),
    onSettled,
  });
  return { ping, replay, turn, rotate };
}
