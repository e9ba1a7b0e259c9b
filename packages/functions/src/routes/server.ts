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
    summary: "Rename, relabel or protect a server",
    description:
      "The name shown here changes; the host name inside the server stays until it is rebuilt. A protected server answers `protected` to deletion or rebuilding until the protection is lifted; lifting it takes the permission to delete.",
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
  route("POST /v1/servers/{id}/actions/resize", Server.resizeServer, {
    ...power(
      "Change a server's plan",
      "Done while it is off: stop it first, or allow a `restart`. Its disk grows to the plan's unless `upgrade_disk` is false, and never shrinks: a plan with a smaller disk is refused. The price of the new plan counts from then on.",
    ),
  }),
  route("POST /v1/servers/{id}/actions/rebuild", Server.rebuildServer, {
    ...power(
      "Rebuild a server from an image",
      "Replaces the system and everything on its disk, snapshots included. Addresses, keys and size stay; the host name becomes the server's present name. Until the old system is removed, a failure brings it back. Without ssh keys a new root password is answered, this once.",
    ),
    answer: Server.createAnswer,
    secret: true,
  }),
  route(
    "POST /v1/servers/{id}/actions/enable-rescue",
    Server.enableRescue,
    power(
      "Boot the rescue system",
      "Stops the server and starts the location's rescue system, with its disk attached. Work in it through the console.",
    ),
  ),
  route(
    "POST /v1/servers/{id}/actions/disable-rescue",
    Server.disableRescue,
    power("Leave the rescue system", "Stops the rescue system and starts the server from its disk again."),
  ),
  route("POST /v1/servers/{id}/actions/reset-access", Server.resetAccess, {
    ...power(
      "Reset password or keys",
      "For the image's user, through the guest agent: nothing restarts. Where the agent does not answer the action fails with `agent_unavailable`, unless `confirm_first_boot` allows the system's first boot to run again.",
    ),
    answer: Server.resetAnswer,
    secret: true,
  }),
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
