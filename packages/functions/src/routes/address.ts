import * as Address from "@hostwright/core/address";
import { serverActionAnswer, serverAnswer } from "@hostwright/core/server";
import { z } from "zod";
import { route } from "../route.ts";

const tag = "Network";

export const addressRoutes = [
  route("POST /v1/servers/{id}/addresses", Address.orderAddress, {
    status: 202,
    answer: serverActionAnswer.extend({
      address: z
        .string()
        .describe("The new one, in the spelling by which it is released.")
        .meta({ example: "203.0.113.9" }),
    }),
    tag,
    summary: "Order an extra address",
    description:
      "One IPv4 address or one IPv6 /64. The network lets it through when the action has ended; set it up inside the server as its `configure_guest` says, since we do not reach into a system that runs. A server has at most four of each kind.",
  }),
  route("DELETE /v1/servers/{id}/addresses/{address}", Address.releaseAddress, {
    status: 202,
    answer: serverActionAnswer,
    tag,
    summary: "Give an extra address back",
    description:
      "The server can no longer use it, whatever its system still has set up. Its reverse names are forgotten. Addresses the server was ordered with stay.",
  }),
  route("PATCH /v1/servers/{id}/addresses/{address}", Address.setReverseDns, {
    answer: serverAnswer,
    tag,
    summary: "Set the reverse name of an address",
    description:
      "Of an IPv4 address of the server, or of any single address in its IPv6 networks; 64 for a server at most. It is kept, but not published yet: `published` is false. It goes when the address leaves the server.",
  }),
];
