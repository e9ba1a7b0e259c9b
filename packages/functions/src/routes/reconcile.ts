import { moveServer } from "@hostwright/core/move";
import * as Reconcile from "@hostwright/core/reconcile";
import { operatorServerActionAnswer } from "@hostwright/core/server";
import { route } from "../route.ts";

const tag = "Operators";

export const reconcileRoutes = [
  route("POST /v1/operator/servers/{id}/actions/move", moveServer, {
    status: 202,
    answer: operatorServerActionAnswer,
    tag,
    summary: "Move a server to another node of its cluster",
    description: "Online where it runs, with its local disks. Room is reserved on the other node first.",
  }),
  route("GET /v1/operator/findings", Reconcile.listFindings, {
    answer: Reconcile.findingList,
    tag,
    summary: "List where endpoints differ from the records",
  }),
  route("GET /v1/operator/findings/{id}", Reconcile.getFinding, {
    answer: Reconcile.findingAnswer,
    tag,
    summary: "Get a finding with both sides and what can be decided",
  }),
  route("POST /v1/operator/findings/{id}/mute", Reconcile.muteFinding, {
    answer: Reconcile.findingAnswer,
    tag,
    summary: "Accept a finding as it is",
    description: "It stays muted as long as it is seen. The reason is kept.",
  }),
  route("DELETE /v1/operator/findings/{id}/mute", Reconcile.unmuteFinding, {
    answer: Reconcile.findingAnswer,
    tag,
    summary: "Open a muted finding again",
  }),
  route("POST /v1/operator/findings/{id}/decide", Reconcile.decideFinding, {
    status: 202,
    answer: Reconcile.decideAnswer,
    tag,
    summary: "Decide about a finding",
    description:
      "`reapply`: our size, network card and firewall are set again. `destroy`: a machine without a server is removed with its disks. `mark_lost`: the server is shown as failed, so that its customer can delete it. `release`: a leaked address or reservation is given back now.",
  }),
];
