import { lambdaApp } from "../app.ts";
import { consoleSocketHandler } from "../console-socket.ts";

export const handler = consoleSocketHandler(await lambdaApp());
