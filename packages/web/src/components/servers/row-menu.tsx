"use client";

import { serverCan } from "@hostwright/core/server/state";
import { Copy as CopyIcon, Ellipsis, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { toast } from "sonner";
import type { Server } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { buttonStyle } from "../ui/button.tsx";
import { copyText } from "../ui/copy.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { POWER_ORDER, POWER_WORDS } from "./power-verbs.ts";
import { reasonOf } from "./reason.ts";
import { usePower } from "./use-power.tsx";

const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });

/** What can be done with a server straight from the list. */
export function RowMenu({ server }: { server: Server }) {
  const { press, dialog } = usePower(server);
  const noPower = useMissing("server:power");
  const noDelete = useMissing("server:delete");
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Actions for ${server.name}`}
            className={buttonStyle({ look: "quiet", size: "icon-sm" })}
          >
            <Ellipsis aria-hidden />
          </button>
        }
      >
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
