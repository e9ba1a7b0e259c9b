"use client";

import type { ConsoleKind } from "@hostwright/core/console/state";
import { ClipboardPaste, Copy, Maximize2, Minimize2, Unplug } from "lucide-react";
import dynamic from "next/dynamic";
import { type KeyboardEvent, useCallback, useRef, useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { toast } from "@/lib/toast.ts";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ConsoleNotice, phaseTitle } from "./console-status.tsx";
import type { ScreenHandle } from "./screen-handle.ts";
import { useConsole } from "./use-console.ts";

const loading = () => <Skeleton className="size-full" />;
const SCREENS = {
  serial: dynamic(() => import("./serial-screen.tsx"), { ssr: false, loading }),
  vnc: dynamic(() => import("./vnc-screen.tsx"), { ssr: false, loading }),
};

/** One console: its state, its buttons, its screen, and in words what the screen shows. */
export function ConsoleView({ server, kind }: { server: ServerDetail; kind: ConsoleKind }) {
  const { state, session, reconnect, disconnect } = useConsole(server.id, kind);
  const [handle, setHandle] = useState<ScreenHandle>();
  const [size, setSize] = useState<[number, number]>();
  const [full, setFull] = useState(false);
  const leave = useRef<HTMLButtonElement>(null);
  const onSize = useCallback((width: number, height: number) => setSize([width, height]), []);
  const Screen = SCREENS[kind];
  const isOpen = state.is === "connected" || state.is === "away";

  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey && event.shiftKey && event.code === "KeyL")) return;
    event.preventDefault();
    event.stopPropagation();
    leave.current?.focus();
  };
  const paste = async () => {
    try {
      handle?.paste(await navigator.clipboard.readText());
      handle?.focus();
    } catch {
      toast.info("The browser does not let this page read the clipboard.");
    }
  };
  const copy = async () => {
    const text = handle?.copy() ?? "";
    if (text === "") toast.info("Mark something in the terminal first.");
    else if (await copyText(text)) toast.success("Copied what is marked");
  };

  return (
    <div className={cn("flex flex-col gap-3", full && "fixed inset-0 z-40 bg-canvas p-3")}>
      <ConsoleNotice state={state} onReconnect={reconnect} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm">
          <span className="font-medium">{phaseTitle(state)}</span>
          <span className="text-muted">{summary(kind, server.name, isOpen ? size : undefined)}</span>
        </p>
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Console</legend>
          {kind === "vnc" && (
            <Button size="sm" disabled={!isOpen} onClick={() => handle?.ctrlAltDel?.()}>
              Ctrl-Alt-Del
            </Button>
          )}
          {kind === "serial" && (
            <Button size="sm" onClick={copy}>
              <Copy aria-hidden />
              Copy
            </Button>
          )}
          <Button size="sm" disabled={!isOpen} onClick={paste}>
            <ClipboardPaste aria-hidden />
            Paste
          </Button>
          <Button ref={leave} size="sm" aria-pressed={full} onClick={() => setFull(!full)}>
            {full ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
            Full window
          </Button>
          <Button size="sm" disabled={!isOpen} onClick={disconnect}>
            <Unplug aria-hidden />
            Disconnect
          </Button>
        </fieldset>
      </div>
      <section
        aria-label={kind === "serial" ? "Terminal" : "Screen"}
        onKeyDownCapture={onKey}
        className={cn("overflow-hidden rounded-lg border", full ? "min-h-0 flex-1" : "h-[min(32rem,70dvh)]")}
      >
        <Screen session={session} name={server.name} onHandle={setHandle} onSize={onSize} />
      </section>
      <p className="text-muted text-xs">
        {kind === "serial" && "No output? Press Enter. The image must run a login on its serial port; ours do. "}
        While it has the focus, the console gets every key, <Kbd>Tab</Kbd> included.{" "}
        <span className="whitespace-nowrap">
          <Kbd>Ctrl</Kbd> <Kbd>Shift</Kbd> <Kbd>L</Kbd>
        </span>{" "}
        leaves it.
      </p>
    </div>
  );
}

/** What stands beside the canvas for those who do not see it. */
function summary(kind: ConsoleKind, name: string, size: [number, number] | undefined): string {
  const what = kind === "serial" ? `serial console of ${name}` : `screen of ${name}`;
  if (!size) return ` · ${what}`;
  return ` · ${what}, ${size[0]} × ${size[1]} ${kind === "serial" ? "characters" : "pixels"}`;
}
