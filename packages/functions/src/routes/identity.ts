import { login, logout, me, meShape, refresh, tokenShape } from "@hostwright/core/identity";
import { z } from "zod";
import { route } from "../route.ts";

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
  route("GET /v1/me", me, { answer: meShape, tag: "Account", summary: "Who is signed in" }),
];
