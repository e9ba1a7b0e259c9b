"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { moveServer } from "@/lib/api/findings.ts";
import { endpointsQuery } from "@/lib/api/operator.ts";
import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { formatMemory } from "@/lib/format.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, NativeSelect } from "../ui/field.tsx";

interface Props {
  server: OperatorServerDetail;
  onClose: () => void;
}

export default function MoveDialog({ server, onClose }: Props) {
  const client = useQueryClient();
  const { data: endpoints } = useQuery(endpointsQuery);
  const nodes = (endpoints?.find(({ name }) => name === server.endpoint)?.nodes ?? []).filter(
    ({ name, status }) => name !== server.node && status === "open",
  );
  const [node, setNode] = useState("");
  const move = useMutation({
    mutationFn: () => moveServer(server.id, node || (nodes[0]?.name ?? "")),
    onSuccess: () => {
      toast.success("Moving");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["operator"] }),
  });
  return (
    <AskDialog
      title={`Move ${server.name}`}
      description="To another node of its cluster, with its disks. What runs goes on running; large disks take a while. Room is reserved there first."
      verb="Move"
      change={move}
      disabled={nodes.length === 0}
      onClose={onClose}
      onAnswer={() => move.mutate()}
    >
      {endpoints && nodes.length === 0 ? (
        <p className="text-muted text-sm">The endpoint has no other node that takes servers.</p>
      ) : (
        <Field label="To node">
          {(wiring) => (
            <NativeSelect {...wiring} value={node} onChange={(event) => setNode(event.target.value)}>
              {nodes.map(({ name, memory_mb }) => (
                <option key={name} value={name}>
                  {`${name} · ${formatMemory(Math.max(0, memory_mb.limit - memory_mb.reserved))} free`}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      )}
    </AskDialog>
  );
}
