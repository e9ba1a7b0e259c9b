import * as Server from "@hostwright/core/server";
import { z } from "zod";
import { route } from "../route.ts";

const tag = "Servers";
const power = (summary: string, description: string) => ({
  status: 202 as const,
  answer: Server.serverActionAnswer,
  tag,
  summary,
  description,
});

export const serverRoutes = [
  route("GET /v1/servers", Server.listServers, { answer: Server.serverList, tag, summary: "List servers" }),
  route("POST /v1/servers", Server.createServer, {
    status: 202,
    answer: Server.createAnswer,
    tag,
    summary: "Order a server",
    description:
      "Answers at once with the server and the action that creates it. Send an `Idempotency-Key`: the same key and body again get the same answer, and one server.",
    secret: true,
  }),
  route("GET /v1/servers/{id}", Server.getServerQuery, { answer: Server.serverAnswer, tag, summary: "Get a server" }),
  route("PATCH /v1/servers/{id}", Server.updateServer, {
    answer: Server.serverAnswer,
    tag,
    summary: "Rename or relabel a server",
    description: "The name shown here changes; the host name inside the server stays as it was ordered.",
  }),
  route("DELETE /v1/servers/{id}", Server.deleteServer, {
    status: 202,
    answer: Server.serverActionAnswer,
    tag,
    summary: "Delete a server",
    description: "At once, with its disks. A server that is still being created: its creation is cancelled and undone.",
  }),
  route("POST /v1/servers/{id}/actions/start", Server.startServer, power("Start a server", "Turns it on.")),
  route(
    "POST /v1/servers/{id}/actions/shutdown",
    Server.shutdownServer,
    power("Shut a server down", "Asks its system; fails if it does not follow within three minutes."),
  ),
  route(
    "POST /v1/servers/{id}/actions/stop",
    Server.stopServer,
    power("Cut a server's power", "At once; what it had not written to disk is lost."),
  ),
  route(
    "POST /v1/servers/{id}/actions/reboot",
    Server.rebootServer,
    power("Restart a server", "Asks its system to shut down, then starts it."),
  ),
  route("POST /v1/servers/{id}/deletion", Server.scheduleDeletion, {
    answer: Server.serverAnswer,
    tag,
    summary: "Schedule a deletion",
    description: "Shuts the server down now, keeps it for a time in which this can be cancelled, then deletes it.",
  }),
  route("DELETE /v1/servers/{id}/deletion", Server.cancelDeletion, {
    answer: Server.serverAnswer,
    tag,
    summary: "Cancel a scheduled deletion",
  }),

  route("GET /v1/operator/servers", Server.listServersAsOperator, {
    answer: Server.operatorServerList,
    tag: "Operators",
    summary: "List all tenants' servers",
  }),
  route("GET /v1/operator/servers/{id}", Server.getServerAsOperator, {
    answer: Server.operatorServerAnswer,
    tag: "Operators",
    summary: "Get any server, with where it runs",
  }),
  route("POST /v1/operator/servers/{id}/actions/stop", Server.stopAsOperator, {
    status: 202,
    answer: Server.operatorServerActionAnswer,
    tag: "Operators",
    summary: "Cut any server's power, whatever else is under way",
  }),
  route("POST /v1/operator/servers/{id}/holds", Server.placeHold, {
    status: 202,
    answer: Server.operatorServerActionAnswer,
    tag: "Operators",
    summary: "Hold a server",
    description: "Stops it and keeps its owner from starting it. Holds stack.",
  }),
  route("DELETE /v1/operator/holds/{id}", Server.liftHold, {
    status: 202,
    answer: Server.operatorServerActionAnswer.extend({
      // Not `nullable()`: zod-to-openapi describes that of a named shape as both at once, which nothing is.
      action: z.union([Server.operatorServerActionAnswer.shape.action, z.null()]),
    }),
    tag: "Operators",
    summary: "Lift a hold",
    description: "Lifting the last one brings back the power state of before.",
  }),
];
