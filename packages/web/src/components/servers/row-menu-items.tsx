"use client";

import { serverCan } from "@hostwright/core/server/state";
import { Copy as CopyIcon, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactElement, useState } from "react";
import type { Server } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { copyText } from "../ui/copy.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { POWER_ORDER, POWER_WORDS } from "./power-verbs.ts";
import { reasonOf } from "./reason.ts";
import { usePower } from "./use-power.tsx";

const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });

export default function RowMenuItems({ server, trigger }: { server: Server; trigger: ReactElement }) {
  const { press, dialog } = usePower(server);
  const noPower = useMissing("server:power");
  const noDelete = useMissing("server:delete");
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Menu defaultOpen trigger={trigger}>
        {POWER_ORDER.map((verb) => {
          const { title, icon: Icon } = POWER_WORDS[verb];
          return (
            <MenuItem key={verb} reason={noPower ?? reasonOf(serverCan[verb](server))} onSelect={() => press(verb)}>
              <Icon aria-hidden />
              {title}
            </MenuItem>
          );
        })}
        <MenuSeparator />
        <MenuItem
          onSelect={async () => {
            if (await copyText(server.id)) toast.success("Copied server id");
          }}
        >
          <CopyIcon aria-hidden />
          Copy id
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger reason={noDelete ?? reasonOf(serverCan.delete(server))} onSelect={() => setDeleting(true)}>
          <Trash2 aria-hidden />
          Delete…
        </MenuItem>
      </Menu>
      {dialog}
      {deleting && <DeleteDialog server={server} onClose={() => setDeleting(false)} />}
    </>
  );
}
