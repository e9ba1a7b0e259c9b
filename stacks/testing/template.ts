import { z } from "zod";

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

/** A CloudFormation template, as far as tests read it. */
export const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.looseObject({ Name: z.unknown() }).optional() }))
    .default({}),
});

export type Template = z.output<typeof template>;
export type Resource = z.output<typeof resource>;

export interface Found extends Resource {
  stack: string;
  id: string;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Templates with what they refer to spelled out, so that a test compares words. */
export class Templates {
  readonly #templates: Record<string, Template>;
  constructor(templates: Record<string, Template>) {
    this.#templates = templates;
  }

  /** Every resource of a type, its properties spelled out. */
  all(type: string): Found[] {
    return Object.entries(this.#templates).flatMap(([stack, { Resources }]) =>
      Object.entries(Resources)
        .filter(([, one]) => one.Type === type)
        .map(([id, one]) => {
          const Properties = this.spell(stack, one.Properties);
          return { ...one, stack, id, Properties: isObject(Properties) ? Properties : {} };
        }),
    );
  }

  /** A value without CloudFormation's functions: `<AWS::SQS::Queue hostwright-results.fifo Arn>` for an attribute. */
  spell(stack: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.spell(stack, one));
    if (!isObject(value)) return value;
    const [[key, argument] = ["", undefined], second] = Object.entries(value);
    if (second === undefined) {
      if (key === "Ref") return this.#reference(stack, String(argument));
      if (key === "Fn::GetAtt") {
        const [id, attribute] = list(argument);
        return this.#reference(stack, String(id), String(attribute));
      }
      if (key === "Fn::Join") {
        const [separator, parts] = list(argument);
        return list(this.spell(stack, parts)).join(String(separator));
      }
      if (key === "Fn::ImportValue") return this.#imported(argument);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.spell(stack, one)]));
  }

  #imported(name: unknown): unknown {
    for (const [stack, { Outputs }] of Object.entries(this.#templates))
      for (const output of Object.values(Outputs))
        if (output.Export?.Name === name) return this.spell(stack, output.Value);
    throw new Error(`nothing exports ${String(name)}`);
  }

  #reference(stack: string, id: string, attribute?: string): string {
    if (id.startsWith("AWS::")) return id === "AWS::Partition" ? "aws" : `<${id}>`;
    const found = this.#templates[stack]?.Resources[id];
    if (!found) throw new Error(`${stack} has no ${id}`);
    const named = Object.entries(found.Properties).find(([key]) => NAMES.has(key));
    const name = typeof named?.[1] === "string" ? named[1] : id;
    return `<${found.Type} ${name}${attribute === undefined ? "" : ` ${attribute}`}>`;
  }
}

const NAMES = new Set([
  "ApiName",
  "DBClusterIdentifier",
  "FunctionName",
  "LogGroupName",
  "Name",
  "QueueName",
  "RoleName",
  "StateMachineName",
]);
