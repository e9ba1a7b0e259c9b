import { connect, createServer } from "node:net";
import { join } from "node:path";
import { LOCATIONS } from "@hostwright/local/demo/site";
import { removePostgres, startPostgres } from "@hostwright/local/postgres";
import { startControl } from "@hostwright/local/system/control";
import type { Secrets } from "@hostwright/local/system/settings";
import { passTime } from "../../system/clock.ts";
import { recordLog } from "../../system/log.ts";
import { signedIn } from "../../system/people.ts";
import { answer, PACE, settings } from "./answer.ts";
import { CLOUD_ADDRESS, CLOUD_NAME } from "./network.ts";

/** The control plane with its database, whose AWS protocols are reached from the VPN. */
const { folder, secrets, key } = settings<{ folder: string; secrets: Secrets; key: string }>();
const directory = join(folder, "postgres");
const postgres = await startPostgres({ directory, ephemeral: true, log: () => undefined });
const time = passTime(PACE);
const control = await startControl({
  databaseUrl: postgres.url,
  ports: { api: 0, local: 0 },
  locations: LOCATIONS.map(({ name }) => name),
  secrets,
  logLevel: "INFO",
  clock: time.clock,
  log: recordLog().log,
  version: "test",
});
const gate = createServer((socket) => {
  const inner = connect(control.cloud.port, "127.0.0.1");
  for (const [from, to] of [
    [socket, inner],
    [inner, socket],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
});
await new Promise<void>((resolve) => gate.listen(control.cloud.port, CLOUD_ADDRESS, resolve));

const owner = signedIn(control.apiUrl, time.clock, "owner", secrets.demo_password);
const expectData = <T>({ data, error }: { data?: T; error?: unknown }): T => {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
};

answer(
  {
    url: () => `http://${CLOUD_NAME}:${control.cloud.port}`,
    order: async (name: string) => {
      const body = { name, plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [key] };
      const { server, action } = expectData(await owner.POST("/v1/servers", { body }));
      return { server: server.id, action: action.id };
    },
    action: async (id: string) => expectData(await owner.GET("/v1/actions/{id}", { params: { path: { id } } })).action,
    servers: async () => expectData(await owner.GET("/v1/servers")).servers,
  },
  async () => {
    gate.close();
    await control.close();
    time.stop();
    await postgres.stop();
    await removePostgres(directory);
  },
);
