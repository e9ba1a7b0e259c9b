import type { BrowserConsole } from "./browser-console.ts";

/** What noVNC takes for a WebSocket. It looks its members up on the object itself. */
export interface ChannelSocket {
  binaryType: string;
  protocol: string;
  readyState: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null;
  onerror: (() => void) | null;
  onclose: (() => void) | null;
  send(data: ArrayBuffer | ArrayBufferView): void;
  close(): void;
}

export function channelSocket(session: BrowserConsole): ChannelSocket {
  return {
    binaryType: "arraybuffer",
    protocol: "binary",
    readyState: "open",
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    // noVNC reuses its buffer: what is sent later must be a copy.
    send: (data) => session.type(copyOf(data)),
    close() {
      this.readyState = "closed";
      this.onclose?.();
    },
  };
}

const copyOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data.slice(0))
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
