import { randomBytes } from "node:crypto";
import { createClient } from "../packages/sdk/src/index.ts";

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
export const uniqueName = (prefix: string) => `${prefix}-${randomBytes(4).toString("hex")}`;

export type Api = Awaited<ReturnType<typeof signedIn>>;

/** The API as that person has it. */
export async function signedIn(baseUrl: string, { email, password }: { email: string; password: string }) {
  const { data } = await createClient({ baseUrl }).POST("/v1/auth/login", { body: { email, password } });
  if (!data) throw new Error(`${email} cannot sign in`);
  return createClient({ baseUrl, token: data.access_token });
}

/** Orders the smallest server. It is not there yet. */
export async function order(api: Api, prefix: string): Promise<{ id: string; name: string }> {
  const body = { name: uniqueName(prefix), plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [KEY] };
  const { data, error } = await api.POST("/v1/servers", { body });
  if (!data) throw new Error(`order of ${body.name}: ${JSON.stringify(error)}`);
  return { id: data.server.id, name: data.server.name };
}

export const statusOf = async (api: Api, id: string) =>
  (await api.GET("/v1/servers/{id}", { params: { path: { id } } })).data?.server.status;
