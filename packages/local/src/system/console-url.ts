/** Path of the WebSocket API of consoles, on the port of the AWS protocols. */
export const CONSOLE_PATH = "/console";

/** Its address, as browsers and relays on this machine reach it. */
export const consoleUrlAt = (cloudUrl: string): string => cloudUrl.replace(/^http/, "ws") + CONSOLE_PATH;
