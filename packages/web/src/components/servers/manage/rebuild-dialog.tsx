"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { imagesQuery } from "@/lib/api/catalog.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatDisk } from "@/lib/format.ts";
import { AskDialog } from "../../ask-dialog.tsx";
import { TypeToConfirm } from "../../type-to-confirm.tsx";
import { Field, NativeSelect } from "../../ui/field.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

/** Everything on the disk is lost, so the name must be typed. */
export default function RebuildDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { data: images } = useQuery(imagesQuery);
  const { rebuild } = useLongerChanges(server);
  const [image, setImage] = useState(server.image.name);
  const [typed, setTyped] = useState("");
  const matches = typed === server.name;
  return (
    <AskDialog
      title={`Rebuild ${server.name}?`}
      description="A new system is made beside the old one and takes its place: same addresses, same keys, same size. The old disk is destroyed with all data and snapshots; backups are kept. If making the new one fails, the old one comes back."
      verb="Rebuild server"
      look="destroy"
      leave="Keep it"
      change={rebuild}
      disabled={!matches}
      onClose={onClose}
      onAnswer={() => rebuild.mutate(image, { onSuccess: onClose })}
    >
      <Field label="Image">
        {(wiring) => (
          <NativeSelect {...wiring} value={image} onChange={(event) => setImage(event.target.value)}>
            {images?.map((one) => {
              const here = one.locations.includes(server.location.name);
              const fits = one.min_disk_gb <= server.disk_gb;
              return (
                <option key={one.id} value={one.name} disabled={!here || !fits}>
                  {one.title}
                  {!here && " (not at this location)"}
                  {here && !fits && ` (needs ${formatDisk(one.min_disk_gb)} of disk)`}
                </option>
              );
            })}
          </NativeSelect>
        )}
      </Field>
      <TypeToConfirm name={server.name} typed={typed} onType={setTyped} />
    </AskDialog>
  );
}
