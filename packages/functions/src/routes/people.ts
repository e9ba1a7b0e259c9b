import * as Identity from "@hostwright/core/identity";
import { z } from "zod";
import { route } from "../route.ts";

const nothing = z.object({});
const inMail = "Always answers the same, in the same time, whether the address has an account or not.";

/** Opening accounts, and what comes by mail: nobody is signed in yet. */
const letters = [
  route("GET /v1/auth/registration", Identity.registration, {
    answer: Identity.registrationShape,
    tag: "Sign-up",
    summary: "Who may open an account",
    open: true,
  }),
  route("POST /v1/auth/register", Identity.register, {
    status: 202,
    answer: nothing,
    tag: "Sign-up",
    summary: "Ask for an account",
    description: `A letter goes to the address; its link leads on. ${inMail}`,
    open: true,
  }),
  route("POST /v1/auth/register/complete", Identity.completeRegistration, {
    status: 201,
    answer: z.object({ email: z.string(), tenant: Identity.tenantShape }),
    tag: "Sign-up",
    summary: "Open the account",
    description: "With the token of the letter, which is good once within 24 hours. Signing in is the next step.",
    open: true,
  }),
  route("POST /v1/auth/reset", Identity.requestReset, {
    status: 202,
    answer: nothing,
    tag: "Sign-in",
    summary: "Ask for a new password",
    description: `A letter goes to the address; its link leads on. ${inMail}`,
    open: true,
  }),
  route("POST /v1/auth/reset/complete", Identity.completeReset, {
    answer: z.object({ email: z.string() }),
    tag: "Sign-in",
    summary: "Set a new password",
    description: "With the token of the letter, which is good once within an hour. Every session of the person ends.",
    open: true,
  }),
  route("POST /v1/auth/confirm-email", Identity.confirmEmail, {
    answer: z.object({ email: z.string(), changed: z.boolean().describe("Whether both addresses have confirmed.") }),
    tag: "Account",
    summary: "Confirm a change of address",
    description: "From the letter to the present address, and from the one to the new.",
    open: true,
  }),
  route("POST /v1/auth/invitation", Identity.lookAtInvitation, {
    answer: z.object({ invitation: Identity.offerShape }),
    tag: "Members",
    summary: "Look at an invitation",
    open: true,
  }),
  route("POST /v1/auth/invitation/accept", Identity.acceptInvitation, {
    answer: z.object({ email: z.string(), tenant: z.object({ id: z.string(), name: z.string() }) }),
    tag: "Members",
    summary: "Accept an invitation",
    description:
      "The account of the invited address joins the tenant; without one it is made, with `name` and `password`. Nobody is signed in by it.",
    open: true,
  }),
];

const profile = z.object({ profile: Identity.profileShape });

const account = [
  route("GET /v1/account", Identity.getProfile, { answer: profile, tag: "Account", summary: "Get your profile" }),
  route("PATCH /v1/account", Identity.updateProfile, {
    answer: profile,
    tag: "Account",
    summary: "Change your profile",
  }),
  route("POST /v1/account/password", Identity.changePassword, {
    answer: profile,
    tag: "Account",
    summary: "Change your password",
    description: "Every other session ends.",
  }),
  route("POST /v1/account/email", Identity.changeEmail, {
    answer: profile,
    tag: "Account",
    summary: "Change your e-mail address",
    description: "The present and the new address both have to confirm it, by the links in two letters.",
  }),
  route("DELETE /v1/account/email", Identity.cancelEmailChange, {
    answer: profile,
    tag: "Account",
    summary: "Give up a change of address",
  }),
];

const tenant = [
  route("GET /v1/tenant", Identity.getTenant, {
    answer: Identity.tenantAnswer,
    tag: "Tenant",
    summary: "Get the tenant",
  }),
  route("PATCH /v1/tenant", Identity.renameTenant, {
    answer: Identity.tenantAnswer,
    tag: "Tenant",
    summary: "Rename the tenant",
  }),
  route("POST /v1/tenants", Identity.createTenant, {
    status: 201,
    answer: Identity.tenantAnswer,
    tag: "Tenant",
    summary: "Make another tenant",
    description: "You own it. Signing in to it is a step of its own.",
  }),
  route("POST /v1/tenant/actions/leave", Identity.leaveTenant, {
    answer: Identity.memberAnswer,
    tag: "Tenant",
    summary: "Leave the tenant",
    description: "Its last owner cannot.",
  }),
  route("GET /v1/members", Identity.listMembers, {
    answer: Identity.memberList,
    tag: "Members",
    summary: "List members",
  }),
  route("PATCH /v1/members/{id}", Identity.changeRole, {
    answer: Identity.memberAnswer,
    tag: "Members",
    summary: "Change a member's role",
    description: "Nobody gives or takes more than they may do themselves.",
  }),
  route("DELETE /v1/members/{id}", Identity.removeMember, {
    answer: Identity.memberAnswer,
    tag: "Members",
    summary: "Remove a member",
    description: "Their sessions in this tenant end, and their API keys stop.",
  }),
  route("GET /v1/invitations", Identity.listInvitations, {
    answer: Identity.invitationList,
    tag: "Members",
    summary: "List open invitations",
  }),
  route("POST /v1/invitations", Identity.invite, {
    status: 201,
    answer: Identity.invitationAnswer,
    tag: "Members",
    summary: "Invite somebody",
    description: "By a letter, whose link is good for seven days.",
  }),
  route("POST /v1/invitations/{id}/actions/resend", Identity.resendInvitation, {
    answer: Identity.invitationAnswer,
    tag: "Members",
    summary: "Send an invitation again",
    description: "With a new link; the earlier one is good for nothing any more.",
  }),
  route("DELETE /v1/invitations/{id}", Identity.revokeInvitation, {
    answer: Identity.invitationAnswer,
    tag: "Members",
    summary: "Revoke an invitation",
  }),
];

const operators = [
  route("GET /v1/operator/tenants", Identity.listTenants, {
    answer: Identity.operatorTenantList,
    tag: "Operators",
    summary: "List tenants",
  }),
  route("POST /v1/operator/tenants", Identity.createTenantFor, {
    status: 201,
    answer: Identity.operatorTenantAnswer,
    tag: "Operators",
    summary: "Make a tenant and invite its owner",
  }),
  route("POST /v1/operator/tenants/{id}/actions/approve", Identity.approveTenant, {
    answer: Identity.operatorTenantAnswer,
    tag: "Operators",
    summary: "Approve a tenant",
    description: "From now on it may order. Its owners get a letter.",
  }),
  route("POST /v1/operator/tenants/{id}/actions/refuse", Identity.refuseTenant, {
    answer: Identity.operatorTenantAnswer,
    tag: "Operators",
    summary: "Refuse a tenant",
    description: "It may order nothing. Its owners get the reason by letter.",
  }),
];

const staff = [
  route("GET /v1/operator/operators", Identity.listOperators, {
    answer: Identity.operatorList,
    tag: "Operators",
    summary: "List operators",
  }),
  route("PUT /v1/operator/operators/{id}/roles", Identity.setOperatorRoles, {
    answer: Identity.operatorAnswer,
    tag: "Operators",
    summary: "Set an operator's roles",
    description:
      "By the person's id; it counts with their next request. With `[]` they are no operator any more, and their sessions as one end. The last admin stays one (`conflict`).",
  }),
];

export const peopleRoutes = [...letters, ...account, ...tenant, ...operators, ...staff];
