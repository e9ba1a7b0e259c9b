import { useMutation, useQueryClient } from "@tanstack/react-query";
import { serverQuery, updateServer } from "@/lib/api/servers.ts";
import { notifyProblem } from "@/lib/notify.tsx";

/** Renames or relabels, shown at once and taken back when refused: nothing but these words depends on it. */
export function useUpdateServer(id: string) {
  const client = useQueryClient();
  const { queryKey } = serverQuery(id);
  return useMutation({
    mutationFn: (change: { name?: string; labels?: Record<string, string> }) => updateServer(id, change),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      if (before) client.setQueryData(queryKey, { ...before, ...change });
      return before;
    },
    onError: (error, change, before) => {
      if (before) client.setQueryData(queryKey, before);
      notifyProblem(error, change.name === undefined ? "Changing the labels" : "Renaming");
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["servers"] }),
        client.invalidateQueries({ queryKey: ["audit"] }),
      ]),
  });
}
