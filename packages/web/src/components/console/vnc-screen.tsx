"use client";

import RFB from "@novnc/novnc";
import { useEffect, useRef } from "react";
import type { BrowserConsole } from "./browser-console.ts";
import { channelSocket } from "./channel-socket.ts";
import type { ScreenHandle } from "./screen-handle.ts";

interface Props {
  session: BrowserConsole | undefined;
  name: string;
  onHandle: (handle: ScreenHandle | undefined) => void;
  /** The size in pixels. */
  onSize: (width: number, height: number) => void;
}

const RETURN = 0xff0d;
const UNICODE = 0x0100_0000;
/** X11's keysyms are Latin 1 as it is, and Unicode beyond. */
const keysymOf = (char: string): number => {
  const code = char.codePointAt(0) ?? 0;
  if (char === "\n" || char === "\r") return RETURN;
  return code < 0x100 ? code : UNICODE | code;
};

/** The screen of the machine, its keyboard and its pointer. */
export default function VncScreen({ session, name, onHandle, onSize }: Props) {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const target = box.current;
    if (!session || !target) return;
    let rfb: RFB | undefined;
    const socket = channelSocket(session);
    session.attach({
      open(password) {
        rfb = new RFB(target, socket, { shared: true, ...(password ? { credentials: { password } } : {}) });
        rfb.scaleViewport = true;
        rfb.background = "transparent";
        const opened = rfb;
        opened.addEventListener("connect", () => {
          const canvas = target.querySelector("canvas");
          canvas?.setAttribute("role", "application");
          canvas?.setAttribute("aria-label", `Screen of ${name}`);
          if (canvas) onSize(canvas.width, canvas.height);
          opened.focus();
        });
        opened.addEventListener("securityfailure", () => session.end("console_refused"));
        onHandle({
          focus: () => opened.focus(),
          copy: () => "",
          paste: (text) => {
            for (const char of text.replaceAll("\r\n", "\n")) opened.sendKey(keysymOf(char), null);
          },
          ctrlAltDel: () => opened.sendCtrlAltDel(),
        });
      },
      show: (bytes) => socket.onmessage?.({ data: bytes.slice().buffer }),
    });
    return () => {
      session.attach(undefined);
      onHandle(undefined);
      rfb?.disconnect();
    };
  }, [session, name, onHandle, onSize]);

  return <div ref={box} className="grid size-full place-items-center overflow-hidden bg-sunken" />;
}
