import { assignmentList, listAssignments } from "@hostwright/core/network";
import {
  endpointAnswer,
  endpointList,
  listEndpoints,
  nodeAnswer,
  setEndpointStatus,
  setNodeStatus,
} from "@hostwright/core/placement";
import { route } from "../route.ts";

export const placementRoutes = [
  route("GET /v1/operator/endpoints", listEndpoints, {
    answer: endpointList,
    tag: "Operators",
    summary: "List endpoints with their capacity and relays",
  }),
  route("PATCH /v1/operator/endpoints/{id}", setEndpointStatus, {
    answer: endpointAnswer,
    tag: "Operators",
    summary: "Open or drain an endpoint",
  }),
  route("PATCH /v1/operator/nodes/{id}", setNodeStatus, {
    answer: nodeAnswer,
    tag: "Operators",
    summary: "Open or drain a node",
  }),
  route("GET /v1/operator/assignments", listAssignments, {
    answer: assignmentList,
    tag: "Operators",
    summary: "Who had an address, now or at a moment",
  }),
];
