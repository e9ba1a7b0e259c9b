"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { usePower } from "../servers/use-power.tsx";
import { useCurrentServer } from "../shell/current-server.tsx";
import { isOperatorPath } from "../shell/navigation.ts";
import { FindEverywhere } from "./find-everywhere.tsx";
import { FoundOperatorServers } from "./found-operator-servers.tsx";
import { FoundServers } from "./found-servers.tsx";
import { AccountCommands, PageCommands } from "./page-commands.tsx";
import { ServerActionCommands } from "./server-action-commands.tsx";

const NO_SERVER = { id: "", name: "" };

/** Reaches every page, every server and every action on the server in sight. Ctrl K, ⌘K. */
export default function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [search, setSearch] = useState("");
  const router = useRouter();
  const pathname = usePathname();
  const operator = isOperatorPath(pathname);
  const server = useCurrentServer();
  // Here and not in the list: its question stays when the palette has closed.
  const { press, dialog } = usePower(server ?? NO_SERVER);
  const close = () => {
    onClose();
    setSearch("");
  };
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <>
      {dialog}
      <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
          <Dialog.Popup
            aria-label="Command palette"
            className="fixed top-[12dvh] left-1/2 z-50 w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border bg-raised shadow-lift transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Command label="Command palette" loop>
              <Command.Input
                autoFocus
                value={search}
                onValueChange={setSearch}
                placeholder="Search servers, pages, actions…"
                className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
              />
              <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto overscroll-contain p-1.5">
                <Command.Empty className="px-3 py-8 text-center text-muted text-sm">
                  Nothing found. Names, addresses and ids are searched.
                </Command.Empty>
                {server && !operator && <ServerActionCommands server={server} press={press} go={go} onDone={close} />}
                {operator && <FindEverywhere search={search.trim()} go={go} />}
                <PageCommands operator={operator} go={go} />
                {operator ? <FoundOperatorServers search={search} go={go} /> : <FoundServers search={search} go={go} />}
                <AccountCommands onDone={close} />
              </Command.List>
            </Command>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}
