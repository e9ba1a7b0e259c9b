import { consoleAnswer, openConsole } from "@hostwright/core/console";
import { route } from "../route.ts";

export const consoleRoutes = [
  route("POST /v1/servers/{id}/console", openConsole, {
    status: 201,
    answer: consoleAnswer,
    tag: "Servers",
    summary: "Open a server's console",
    description:
      "Answers the address of a WebSocket, good for one connection within 60 s. Works while an action changes the server; a console of the same kind that is open ends. It ends by itself after 15 minutes without input, after 8 hours, with a hold, and when its user signs out.",
    secret: true,
  }),
];
