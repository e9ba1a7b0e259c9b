import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { actionsQuery } from "@/lib/api/actions.ts";
import { setFirewall } from "@/lib/api/network.ts";
import { FAST } from "@/lib/api/polling.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import type { Settings } from "./rules.ts";

/**
 * Applies a list and follows its action to the end.
 * @param onApplied called once the list is in force and has been read anew; the same function at each render
 */
export function useApply(server: ServerDetail, onApplied: () => void) {
  const client = useQueryClient();
  const [following, setFollowing] = useState<string>();
  const apply = useMutation({
    mutationFn: (settings: Settings) => setFirewall(server.id, settings),
    onSuccess: ({ action }) => setFollowing(action.id),
    onSettled: () =>
      Promise.all(["servers", "actions", "audit"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const { data } = useQuery({
    ...actionsQuery({ resource: server.id, limit: 20 }),
    ...(following ? { refetchInterval: FAST } : {}),
  });
  const action = data?.actions.find((one) => one.id === following);
  const status = action?.status;
  useEffect(() => {
    if (status !== "success") return;
    void client.invalidateQueries({ queryKey: ["servers"] }).then(() => {
      setFollowing(undefined);
      onApplied();
    });
  }, [status, client, onApplied]);
  return {
    apply,
    pending: following !== undefined && status !== "error",
    forget: () => setFollowing(undefined),
    failed: status === "error" ? (action?.error?.message ?? "It failed.") : undefined,
  };
}
