import { compile } from "@hostwright/core/kernel";
import { schedules, workflows } from "@hostwright/functions/manifest";
import aslValidator from "asl-validator";
import { describe, expect, inject, it } from "vitest";
import { isObject, Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const machines = new Map(
  all.all("AWS::StepFunctions::StateMachine").map((one) => [one.Properties.StateMachineName, one]),
);
const STEP = "<AWS::Lambda::Function hostwright-step Arn>";

it("deploys a state machine for each workflow", () => {
  expect([...machines.keys()].sort()).toEqual(
    workflows.map(({ name }) => `hostwright-${name.replace(".", "-")}`).sort(),
  );
});

describe.each(workflows)("$name", (workflow) => {
  const properties = machines.get(`hostwright-${workflow.name.replace(".", "-")}`)?.Properties ?? {};
  const definition: unknown = JSON.parse(String(properties.DefinitionString));

  it("is what the workflow compiles to", () => {
    expect(definition).toEqual(compile(workflow, STEP));
  });

  it("is valid Amazon States Language", () => {
    const arn = "arn:aws:lambda:eu-central-1:111122223333:function:hostwright-step";
    const { isValid, errors } = aslValidator(JSON.parse(JSON.stringify(compile(workflow, arn))));
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it("is traced and logged, task tokens left out", () => {
    expect(properties).toMatchObject({
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { IncludeExecutionData: false, Level: "ALL" },
    });
    expect(properties.StateMachineType ?? "STANDARD").toBe("STANDARD");
  });
});

describe.each(schedules)("schedule $name", (schedule) => {
  it("calls its function with its payload", () => {
    const rule = all.all("AWS::Events::Rule").find((one) => one.Properties.Name === `hostwright-${schedule.name}`);
    const minutes = schedule.everyMinutes;
    expect(rule?.Properties).toMatchObject({
      State: "ENABLED",
      ScheduleExpression:
        minutes === 1 ? "rate(1 minute)" : minutes === 60 ? "rate(1 hour)" : `rate(${minutes} minutes)`,
      Targets: [
        { Arn: `<AWS::Lambda::Function hostwright-${schedule.function} Arn>`, Input: JSON.stringify(schedule.payload) },
      ],
    });
  });
});

it("notices executions that ended without settling their action", () => {
  const rule = all.all("AWS::Events::Rule").find((one) => one.Properties.Name === "hostwright-executions-lost");
  const pattern = rule?.Properties.EventPattern;
  const ends = workflows.flatMap((workflow) =>
    Object.values(compile(workflow, STEP).States).flatMap((state) => (state.Type === "Fail" ? [state.Error] : [])),
  );
  expect(isObject(pattern) && pattern.detail).toMatchObject({
    $or: [
      { status: ["TIMED_OUT", "ABORTED"] },
      { status: ["FAILED"], error: [{ "anything-but": [...new Set(ends)] }] },
    ],
  });
});
