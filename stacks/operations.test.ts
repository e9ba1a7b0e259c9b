import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { functions, workflows } from "@hostwright/functions/manifest";
import { describe, expect, inject, it } from "vitest";
import { type AlarmKind, alarms } from "./alarms.ts";
import { savedQueries } from "./queries.ts";
import { readSettings } from "./settings.ts";
import { type Found, Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const OPERATE = "docs/operate";
const raised = all.all("AWS::CloudWatch::Alarm");
const nameOf = (alarm: Found) => String(alarm.Properties.AlarmName);
const kinds = Object.entries<AlarmKind>(alarms);
const logGroups = Object.keys(functions).map((name) => `<AWS::Logs::LogGroup /aws/lambda/hostwright-${name}>`);

describe.each(kinds)("alarm %s", (kind, rule) => {
  const ours = raised.filter((alarm) => nameOf(alarm).split(" ")[1] === kind);

  it("is raised, says what it means and leads to its runbook", () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const { Properties } of ours) {
      expect(String(Properties.AlarmDescription)).toContain(rule.means);
      expect(String(Properties.AlarmDescription)).toContain(`Runbook: ${OPERATE}/runbooks/${kind}.md`);
    }
  });

  it("tells operators when it begins and when it is over", () => {
    for (const { Properties } of ours)
      for (const actions of [Properties.AlarmActions, Properties.OKActions])
        expect(actions).toEqual([expect.stringMatching(/^<AWS::SNS::Topic /)]);
  });

  it("goes off on silence only where silence is bad", () => {
    for (const { Properties } of ours)
      expect(Properties.TreatMissingData).toBe(rule.silenceIsBad ? "breaching" : "notBreaching");
  });

  it("has a runbook that says what it means, what to look at and what to do", () => {
    const text = readFileSync(join(OPERATE, "runbooks", `${kind}.md`), "utf8");
    expect(text).toMatch(new RegExp(`^# ${kind}\n`));
    for (const heading of ["## What it means", "## Look", "## Do"]) expect(text).toContain(`\n${heading}\n`);
  });
});

it("has no runbook without an alarm, and no alarm of unknown kind", () => {
  const runbooks = readdirSync(join(OPERATE, "runbooks")).map((file) => file.replace(/\.md$/, ""));
  expect(runbooks.sort()).toEqual(Object.keys(alarms).sort());
  for (const alarm of raised) expect(Object.keys(alarms)).toContain(nameOf(alarm).split(" ")[1]);
});

it("watches every function and every location", () => {
  const names = raised.map(nameOf);
  for (const name of Object.keys(functions)) {
    expect(names).toContain(`hostwright function-errors ${name}`);
    expect(names).toContain(`hostwright function-throttled ${name}`);
  }
  expect(names).toContain("hostwright function-errors dashboard");
  for (const location of Object.keys(readSettings("example").locations))
    for (const kind of ["relay-away", "jobs-waiting", "job-dead-letter"])
      expect(names).toContain(`hostwright ${kind} ${location}`);
});

it("writes to the operators of the stage, encrypted", () => {
  const topics = all.all("AWS::SNS::Topic");
  expect(topics.map((one) => one.stack).sort()).toEqual(["edge", "operations"]);
  for (const { Properties } of topics) expect(Properties.KmsMasterKeyId).toBeDefined();
  for (const { Properties } of all.all("AWS::SNS::Subscription"))
    expect(Properties).toMatchObject({ Protocol: "email", Endpoint: readSettings("example").operators[0] });
});

describe("from alarm to log line", () => {
  const [page] = all.all("AWS::CloudWatch::Dashboard");
  const body = String(page?.Properties.DashboardBody);

  it("shows the alarms and the way on the dashboard, with a link to each workflow's executions", () => {
    expect(page?.Properties.DashboardName).toBe("hostwright");
    expect(body).toContain("`<action>-<attempt>`");
    expect(body).toContain("docs/operate/runbooks/");
    for (const { name } of workflows)
      expect(body).toMatch(
        new RegExp(`\\[${name}\\]\\([^)]*#/statemachines/view/[^)]*hostwright-${name.replace(".", "-")}`),
      );
    for (const alarm of raised.filter((one) => one.stack === "operations"))
      expect(body).toContain(`<AWS::CloudWatch::Alarm ${alarm.id} Arn>`);
  });

  it.each(Object.keys(savedQueries))("offers the saved query %s over every function's log", (name) => {
    const query = all.all("AWS::Logs::QueryDefinition").find((one) => one.Properties.Name === `hostwright/${name}`);
    expect([query?.Properties.LogGroupNames].flat().map(String).sort()).toEqual([...logGroups].sort());
  });

  it("counts lines and asks for fields that the code does write", () => {
    const source = ["packages/core/src", "packages/functions/src"].flatMap(sources).join("\n");
    const logging = ["packages/core/src", "packages/functions/src"]
      .flatMap(sources)
      .filter((text) => /log\b.*[.(]/.test(text))
      .join("\n");
    const patterns = all.all("AWS::Logs::MetricFilter").map((one) => String(one.Properties.FilterPattern));
    const queries = Object.values(savedQueries).flat().join("\n");
    const messages = [...`${patterns.join("\n")}`.matchAll(/\$\.message = "([^"]+)"/g)].map((match) => match[1] ?? "");
    const asked = [...queries.matchAll(/message (?:=|in) (\[.*?\]|'.*?')/g)].flatMap((match) =>
      [...(match[1] ?? "").matchAll(/'(.*?)'/g)].map((one) => one[1] ?? ""),
    );
    expect(new Set(messages).size).toBe(8);
    expect(asked).toHaveLength(5);
    for (const message of [...messages, ...asked]) expect(source).toContain(`"${message}"`);
    const asFields = new Set(queries.match(/(?<=^fields ).*/gm)?.flatMap((line) => line.split(", ")));
    const byTheLogger = ["@timestamp", "level", "service", "message"];
    for (const field of asFields)
      expect(byTheLogger.includes(field) || new RegExp(`\\b${field}[:,]`).test(logging), field).toBe(true);
  });
});

it("documents no query, log, queue or alarm that is not there", () => {
  const docs = ["README.md", "deploy.md", ...readdirSync(join(OPERATE, "runbooks")).map((one) => `runbooks/${one}`)]
    .map((file) => readFileSync(join(OPERATE, file), "utf8"))
    .join("\n");
  for (const [, query] of docs.matchAll(/`hostwright\/([a-z][^`]+)`/g)) {
    const secret = all.all("AWS::SecretsManager::Secret").some((one) => one.Properties.Name === `hostwright/${query}`);
    expect(secret || Object.hasOwn(savedQueries, query ?? ""), `hostwright/${query}`).toBe(true);
  }
  const groups = all.all("AWS::Logs::LogGroup").map((one) => String(one.Properties.LogGroupName));
  for (const [, group] of docs.matchAll(/`(\/(?:aws|hostwright)\/[^`]*[^`/…])`/g))
    expect(groups).toContain(group?.replace("<function>", "step"));
  const pages = readdirSync(OPERATE).map((page) => page.replace(/\.md$/, ""));
  for (const [, file] of docs.matchAll(/\((?:\.\/)?(?:runbooks\/)?([a-z-]+)\.md\)/g))
    expect([...pages, ...Object.keys(alarms)]).toContain(file);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}
