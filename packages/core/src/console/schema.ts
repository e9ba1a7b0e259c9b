import { z } from "zod";
import { idShape, timestamp } from "../kernel/shapes.ts";
import { CONSOLE_KINDS } from "./frames.ts";

export const consoleKind = z
  .enum(CONSOLE_KINDS)
  .describe("`serial`: the serial port, as text. `vnc`: screen, keyboard and pointer.");

export const openConsoleInput = z.strictObject({ id: idShape("srv"), kind: consoleKind });

export const consoleAnswer = z.object({
  console: z
    .object({
      id: idShape("con"),
      kind: consoleKind,
      url: z
        .string()
        .describe("WebSocket to connect to, once, with the ticket in it. What is said there: docs/operate/console.md.")
        .meta({ example: "wss://console.example.com/?ticket=cnb_5Gm0…" }),
      expires: timestamp.describe("Until when the ticket is good."),
    })
    .meta({ id: "Console" }),
});
