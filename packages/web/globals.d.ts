declare module "*.css";

/** As far as the console page uses it; noVNC brings no types (docs/API.md of its package). */
declare module "@novnc/novnc" {
  export default class RFB extends EventTarget {
    constructor(target: Element, channel: object, options?: { shared?: boolean; credentials?: { password?: string } });
    scaleViewport: boolean;
    background: string;
    focus(): void;
    disconnect(): void;
    sendCtrlAltDel(): void;
    sendKey(keysym: number, code: string | null, down?: boolean): void;
  }
}
