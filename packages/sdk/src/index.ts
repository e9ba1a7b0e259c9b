import createFetchClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./v1.gen.ts";

export type { components, paths } from "./v1.gen.ts";
/** The API's shapes by name: `Schema<"Server">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
export type HostwrightClient = Client<paths>;

export interface ClientOptions {
  /** `https://api.example.com`, without a path. */
  baseUrl: string;
  /** The access token, or a function that answers the present one. */
  token?: string | (() => string | Promise<string>);
  fetch?: typeof fetch;
}

/** A typed client of the API: `client.POST("/v1/servers", { body: { … } })`. Errors come back as `error`, not thrown. */
export function createClient({ baseUrl, token, fetch }: ClientOptions): HostwrightClient {
  const client = createFetchClient<paths>({ baseUrl, ...(fetch ? { fetch } : {}) });
  if (token !== undefined)
    client.use({
      async onRequest({ request }) {
        request.headers.set("authorization", `Bearer ${typeof token === "function" ? await token() : token}`);
        return request;
      },
    });
  return client;
}
