import * as Firewall from "@hostwright/core/firewall";
import { operatorServerActionAnswer } from "@hostwright/core/server";
import { route } from "../route.ts";

const tag = "Network";

export const firewallRoutes = [
  route("GET /v1/servers/{id}/firewall", Firewall.getFirewall, {
    answer: Firewall.firewallAnswer,
    tag,
    summary: "Get a server's firewall",
    description: "Your rules, what happens to the rest, and what our own rules do before yours are asked.",
  }),
  route("PUT /v1/servers/{id}/firewall", Firewall.setFirewall, {
    status: 202,
    answer: Firewall.firewallActionAnswer,
    tag,
    summary: "Replace a server's firewall rules",
    description:
      "The whole list at once, up to 50 rules. While it is replaced every packet meets either the old list or the new one. If it fails, the old list is back in force. The same list again applies it anew.",
  }),
  route("POST /v1/operator/servers/{id}/smtp", Firewall.setSmtp, {
    status: 202,
    answer: operatorServerActionAnswer,
    tag: "Operators",
    summary: "Open or close a server's outgoing mail",
    description: "TCP port 25. Closed for every server until this opens it.",
  }),
];
