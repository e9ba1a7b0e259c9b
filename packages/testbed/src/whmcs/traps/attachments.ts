import { createHash } from "node:crypto";
import { dateFrom } from "../company/people.ts";
import { ticket } from "./kept.ts";
import type { Scene, Trap } from "./scene.ts";

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");
const KIND = { kind: "attachments" };

/** A client's ticket whose first message came with these files, as WHMCS notes them; `content`: what lies there. */
function withFiles(scene: Scene, names: readonly string[], content: string | undefined, more = {}): number {
  const files = names.map((name) => `${scene.random.int(100_000, 999_999)}_${name}`);
  if (content !== undefined) for (const file of files) scene.shop.files.set(file, content);
  return ticket(scene, { userid: scene.client().id, attachment: files.join("|"), ...more });
}

function refused(name: string, code: string, attachment: string): Trap {
  return {
    name,
    plant(scene) {
      const id = ticket(scene, { userid: scene.client().id, attachment });
      scene.expect("tbltickets", `${id}:0`, { outcome: "set_aside", code }, KIND);
      scene.expect("tbltickets", id, { outcome: "created" }, { kind: "tickets" });
    },
  };
}

export const ATTACHMENTS: readonly Trap[] = [
  {
    name: "attachments-of-a-ticket",
    plant(scene) {
      const id = withFiles(scene, ["log.txt", "screen shot.png"], "what the log said");
      const fields = { name: "screen shot.png", size: 17, sha256: sha256("what the log said") };
      scene.expect("tbltickets", `${id}:1`, { outcome: "created", fields }, KIND);
      const named = { "messages.0.attachments.1.name": "screen shot.png" };
      scene.expect("tbltickets", id, { outcome: "created", fields: named }, { kind: "tickets" });
    },
  },
  {
    name: "attachment-of-a-reply",
    plant(scene) {
      const { id: userid } = scene.client();
      const tid = ticket(scene, { userid });
      scene.shop.files.set(`${scene.random.int(100_000, 999_999)}_unused.txt`, "nobody's");
      const file = `${scene.random.int(100_000, 999_999)}_Grüße.pdf`;
      scene.shop.files.set(file, `%PDF ${scene.random.hex(8)}`);
      const id = scene.shop.add("tblticketreplies", {
        tid,
        userid,
        date: `${dateFrom(18)} 08:00:00`,
        message: "Here.",
        // UTF-8 in a latin1 column would come out damaged, and name no file.
        attachment: scene.shop.hasUsers ? file : file.replace("Grüße", "Grusz"),
        admin: "",
      });
      if (!scene.shop.hasUsers) scene.shop.files.set(file.replace("Grüße", "Grusz"), "%PDF old");
      scene.expect("tblticketreplies", `${id}:0`, { outcome: "created", fields: { "ticket.id": String(tid) } }, KIND);
    },
  },
  {
    name: "attachment-of-nothing",
    plant(scene) {
      const id = withFiles(scene, ["empty.txt"], "");
      scene.expect("tbltickets", `${id}:0`, { outcome: "created", fields: { size: 0, sha256: sha256("") } }, KIND);
    },
  },
  {
    name: "attachment-removed-by-whmcs",
    plant(scene) {
      const id = withFiles(scene, ["old.txt"], undefined, { attachments_removed: 1 });
      scene.expect("tbltickets", `${id}:0`, { outcome: "created", fields: { sha256: null, size: null } }, KIND);
    },
  },
  refused("attachment-missing", "attachment_missing", "333333_gone.txt"),
  refused("attachment-out-of-the-directory", "attachment_unsafe", "../../../../etc/passwd"),
  refused("attachment-out-of-the-directory-on-windows", "attachment_unsafe", "..\\configuration.php"),
];
