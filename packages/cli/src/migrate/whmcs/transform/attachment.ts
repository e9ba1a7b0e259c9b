import type { Entity, Outcome } from "@hostwright/core/migration";
import type { FoundFile } from "../source/attachments.ts";
import { setAside, source } from "./outcome.ts";
import type { Rules } from "./row-judge.ts";

/** WHMCS writes the files of a message as `123456_name.txt|…`: what it is called there, and what the customer called it. */
export const attachedFiles = (attachment: string): { name: string; file: string }[] =>
  attachment
    .split("|")
    .filter((file) => file !== "")
    .map((file) => ({ name: file.replace(/^\d+_/, ""), file }));

/** A message's file: which one of them, whose, and what was found of it. */
export interface Attached {
  message: { table: string; id: string };
  /** From 0. */
  position: number;
  ticket: number;
  /** 0: of somebody who was no client. */
  client: number;
  name: string;
  file: string;
  /** `removed`: WHMCS has deleted it itself. */
  found: FoundFile | "removed";
}

export function attachmentOutcome(one: Attached, { mapping }: Rules, directoryGiven: boolean): Outcome {
  const { message, name, file, found } = one;
  const id = `${message.id}:${one.position}`;
  const content = `${one.ticket}\u001f${one.client}\u001f${file}`;
  const noted = found === "removed" || mapping.attachments.missing === "note";
  if (!noted && found === "missing")
    return setAside("attachments", message.table, id, content, [
      {
        code: "attachment_missing",
        message: directoryGiven ? `${file} is not in the directory` : `${file}: no directory was given (--attachments)`,
      },
    ]);
  if (!noted && found === "unsafe")
    return setAside("attachments", message.table, id, content, [
      { code: "attachment_unsafe", message: `${file} is no name of a file in the directory` },
    ]);
  const kept = typeof found === "string" ? { size: null, sha256: null } : { size: found.size, sha256: found.sha256 };
  const entity: Entity<"attachments"> = {
    tenant: one.client > 0 ? { table: "tblclients", id: String(one.client) } : null,
    ticket: { table: "tbltickets", id: String(one.ticket) },
    message,
    name,
    file,
    ...kept,
  };
  return {
    source: source(message.table, id, content, kept.sha256 ?? "no file"),
    kind: "attachments",
    outcome: "entity",
    entity,
  };
}
