import {
  actionAnswer,
  actionList,
  getAction,
  getActionAsOperator,
  listActions,
  listActionsAsOperator,
  operatorActionAnswer,
  operatorActionList,
  retryUndo,
} from "@hostwright/core/action";
import { route } from "../route.ts";

export const actionRoutes = [
  route("GET /v1/actions", listActions, { answer: actionList, tag: "Actions", summary: "List actions" }),
  route("GET /v1/actions/{id}", getAction, { answer: actionAnswer, tag: "Actions", summary: "Get an action" }),
  route("GET /v1/operator/actions", listActionsAsOperator, {
    answer: operatorActionList,
    tag: "Operators",
    summary: "List all tenants' actions",
  }),
  route("GET /v1/operator/actions/{id}", getActionAsOperator, {
    answer: operatorActionAnswer,
    tag: "Operators",
    summary: "Get an action with its jobs and Proxmox's own words",
  }),
  route("POST /v1/operator/actions/{id}/undo", retryUndo, {
    status: 202,
    answer: operatorActionAnswer,
    tag: "Operators",
    summary: "Undo again what an action left behind",
  }),
];
