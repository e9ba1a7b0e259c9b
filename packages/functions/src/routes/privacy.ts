import * as Privacy from "@hostwright/core/privacy";
import { z } from "zod";
import { route } from "../route.ts";

const tag = "Account";

export const privacyRoutes = [
  route("GET /v1/account/export", Privacy.exportAccount, {
    answer: z.unknown(),
    document: {},
    tag,
    summary: "Take everything along that there is about you",
  }),
  route("GET /v1/account/erasure", Privacy.previewOwnErasure, {
    answer: Privacy.erasureAnswer,
    tag,
    summary: "See what erasing your account would do",
    description: "What is deleted, what is made anonymous, what a law makes us keep, and what stands against it now.",
  }),
  route("POST /v1/account/erasure", Privacy.eraseOwnAccount, {
    answer: Privacy.erasedAnswer,
    tag,
    summary: "Erase your account",
    description: "For good. Your sessions end at once.",
  }),
  route("GET /v1/tenant/export", Privacy.exportTenant, {
    answer: z.unknown(),
    document: {},
    tag,
    summary: "Take everything along that there is about the tenant",
  }),
  route("GET /v1/operator/users/{id}/erasure", Privacy.previewUserErasure, {
    answer: Privacy.erasureAnswer,
    tag: "Operators",
    summary: "See what erasing a person would do",
  }),
  route("POST /v1/operator/users/{id}/erasure", Privacy.eraseUser, {
    answer: Privacy.erasedAnswer,
    tag: "Operators",
    summary: "Erase a person",
  }),
  route("GET /v1/operator/tenants/{id}/erasure", Privacy.previewTenantErasure, {
    answer: Privacy.erasureAnswer,
    tag: "Operators",
    summary: "See what erasing a tenant would do",
  }),
  route("POST /v1/operator/tenants/{id}/erasure", Privacy.eraseTenant, {
    answer: Privacy.erasedAnswer,
    tag: "Operators",
    summary: "Erase a tenant",
  }),
];
