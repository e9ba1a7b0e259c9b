import { afterAll, beforeAll, expect, test } from "vitest";
import { BrowserConsole, type Phase } from "../../packages/web/src/components/console/browser-console.ts";
import { until } from "../system/clock.ts";
import { Installation } from "../system/installation.ts";

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.prepare();
  await installation.start();
});
afterAll(() => installation?.remove());

/** The dashboard's own console, on a screen of text. */
class Page {
  shown = "";
  readonly phases: Phase[] = [];
  readonly console: BrowserConsole;

  constructor(url: string) {
    this.console = new BrowserConsole(url, (phase) => this.phases.push(phase));
    this.console.attach({
      open: () => undefined,
      show: (bytes) => {
        this.shown += Buffer.from(bytes).toString();
      },
    });
  }

  shows(pattern: RegExp): Promise<true> {
    return until(`${pattern} on the console`, () => pattern.test(this.shown) || undefined, 60_000);
  }
  is(phase: Phase["is"]): Promise<Phase> {
    return until(
      `the console ${phase}`,
      () => this.phases.find((one, index) => one.is === phase && index >= this.phases.length - 2),
      60_000,
    );
  }
}

test("a relay or a control plane that is killed ends the console with a reason, and the next one opens", async () => {
  const client = await installation.signIn();
  const body = { name: "killed", plan: "s1", image: "debian-13", location: "fra1" };
  const { data } = await client.POST("/v1/servers", { body });
  const path = { id: data?.server.id ?? "" };
  const status = async () => (await client.GET("/v1/servers/{id}", { params: { path } })).data?.server.status;
  await until("the server to run", async () => ((await status()) === "running" ? true : undefined), 90_000);
  const open = async () => {
    const answer = await client.POST("/v1/servers/{id}/console", { params: { path }, body: { kind: "serial" } });
    return new Page(answer.data?.console.url ?? "");
  };

  const first = await open();
  await first.shows(/killed login: $/);
  await installation.kill("relay-fra1");
  expect(await first.is("away")).toEqual({ is: "away" });
  expect(await first.is("ended")).toEqual({ is: "ended", code: "relay_lost" });

  const second = await open();
  await second.shows(/killed login: $/);
  await installation.kill("control");
  await second.is("away");
  // Both sides dial anew, with the tickets they had for it; what was typed meanwhile arrives.
  second.console.type(new TextEncoder().encode("root\r"));
  await second.shows(/root\r\nPassword: $/);
  second.console.end();
  expect(second.phases.at(-1)).toEqual({ is: "ended", code: "closed" });
});
