import * as z from "zod/mini";
import { callApi } from "./upstream.ts";
import { viewerHeaders } from "./viewer.ts";

const shape = z.object({ operators: z.nullable(z.object({})) });
/** The sign-in page is not kept from everybody by an API that is slow to say so. */
const PATIENCE_MS = 3000;

/** Whether operators have a provider to sign in with, for the page that offers it; false where the API does not say. */
export async function hasStaffSignIn(headers: Headers): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await callApi("/v1/auth/providers", { headers: viewerHeaders({ headers }), signal });
    return shape.parse(await answer.json()).operators !== null;
  } catch (error) {
    console.warn(JSON.stringify({ message: "sign-in providers unknown", cause: String(error) }));
    return false;
  }
}
