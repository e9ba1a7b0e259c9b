import { useMutation, useQueryClient } from "@tanstack/react-query";
import { orderAddress, releaseAddress, setReverseDns } from "@/lib/api/network.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";

/** Changes of a server's addresses, each followed by fresh state of it and its actions. */
export function useNetworkChanges(server: string) {
  const client = useQueryClient();
  const onSettled = () =>
    Promise.all(["servers", "actions", "audit"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const order = useMutation({
    mutationFn: (family: "ipv4" | "ipv6") => orderAddress(server, family),
    onSuccess: ({ address }) => toast.success(`${address} is on its way`),
    onError: (error) => notifyProblem(error, "Ordering the address"),
    onSettled,
  });
  const release = useMutation({
    mutationFn: (address: string) => releaseAddress(server, address),
    onSuccess: (_answer, address) => toast.success(`Giving ${address} back`),
    onSettled,
  });
  const name = useMutation({
    mutationFn: ({ address, name }: { address: string; name: string | null }) => setReverseDns(server, address, name),
    onSuccess: (_answer, { name }) => toast.success(name ? "Reverse name kept" : "Reverse name removed"),
    onSettled,
  });
  return { order, release, name };
}
