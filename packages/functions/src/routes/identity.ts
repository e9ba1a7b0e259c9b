import {
  createKey,
  createKeyAnswer,
  keyAnswer,
  keyList,
  listKeys,
  login,
  logout,
  me,
  meShape,
  refresh,
  revokeKey,
  tokenShape,
} from "@hostwright/core/identity";
import { z } from "zod";
import { route } from "../route.ts";
import { accountRoutes } from "./account.ts";

export const identityRoutes = [
  route("POST /v1/auth/login", login, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Sign in",
    description: "Answers an access token for 15 minutes and a refresh token for the next.",
    open: true,
  }),
  route("POST /v1/auth/refresh", refresh, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Exchange a refresh token for new tokens",
    description:
      "Each refresh token is good once. Used again within 10 s it gets the same successor (a retry, a second tab); later the session is revoked.",
    open: true,
  }),
  route("POST /v1/auth/logout", logout, { answer: z.object({}), tag: "Sign-in", summary: "End a session", open: true }),
  route("GET /v1/keys", listKeys, { answer: keyList, tag: "API keys", summary: "List API keys" }),
  route("POST /v1/keys", createKey, {
    status: 201,
    answer: createKeyAnswer,
    tag: "API keys",
    summary: "Make an API key",
    description:
      "For programs: send it as `Authorization: Bearer hwk_…`. It is answered this once. It does what it was given and its maker still may; it can neither make nor revoke keys.",
    secret: true,
  }),
  route("DELETE /v1/keys/{id}", revokeKey, {
    answer: keyAnswer,
    tag: "API keys",
    summary: "Revoke an API key",
    description: "Its next request is refused.",
  }),
  route("GET /v1/me", me, { answer: meShape, tag: "Account", summary: "Who is signed in" }),
  ...accountRoutes,
];
