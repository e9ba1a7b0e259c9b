import { PASSWORD_HASH } from "../company/people.ts";
import type { Row } from "../load/table-text.ts";
import type { Scene, Trap } from "./scene.ts";

/** Who signs in lies in another table since version 8. */
const signIn = (scene: Scene, { id, user }: { id: number; user: number }): [table: string, id: number] =>
  scene.shop.hasUsers ? ["tblusers", user] : ["tblclients", id];

function tenant(name: string, row: Row, fields: Record<string, unknown>): Trap {
  return {
    name,
    plant(scene) {
      scene.expect("tblclients", scene.client(row).id, { outcome: "created", fields }, { kind: "tenants" });
    },
  };
}

/** A stored password, and what the person's own must be taken as. */
function password(name: string, stored: string, scheme: string | null, note: string): Trap {
  return {
    name: `password-${name}`,
    plant(scene) {
      const who = scene.client({ password: stored }, { password: stored });
      const fields = scheme === null ? { password: null } : { "password.scheme": scheme };
      scene.expect(...signIn(scene, who), { outcome: "created", fields }, { kind: "users", note });
    },
  };
}

const passwords: Trap[] = [
  password("bcrypt-of-php", PASSWORD_HASH, "bcrypt", "$2y$, which Node's bcrypt takes for wrong without saying so"),
  password(
    "html-encoded",
    "$2y$10$mN2bL4cTeQ7r5uV1yZ3xKe4FN2Ez17i3xKoPOE5JRGK.lcAdtM54q",
    "bcrypt",
    "of `fish & chips <3`, hashed as HTML",
  ),
  password(
    "longer-than-bcrypt-reads",
    "$2y$10$aB3dE5fG7hJ9kL1mN2pQreh3d9aGSh1mEKB301/wB3V6svmQKqyrm",
    "bcrypt",
    "of 80 times x",
  ),
  // md5("Zx9Qf" + "tea for two") and its salt.
  password("md5-with-salt", "913e771e50217ff30051c396661da086:Zx9Qf", "md5_salted", "of `tea for two`"),
  password("reversible", "c2VhbGVkIGJ5IHZlcnNpb24gMw==", null, "before 4.2: a new one must be set"),
  password("missing", "", null, "never set"),
];

const clients: Trap[] = [
  tenant("client-closed", { status: "Closed" }, { status: "closed" }),
  tenant("client-inactive", { status: "Inactive" }, { status: "inactive" }),
  tenant("client-with-entities", { companyname: "O&#039;Neill &amp; Sons" }, { company: "O'Neill & Sons" }),
  tenant("client-tax-exempt", { taxexempt: 1, tax_id: "DE123456789" }, { tax_exempt: true, tax_id: "DE123456789" }),
  tenant(
    "client-language",
    { language: "german", marketing_emails_opt_in: 1, emailoptout: 0 },
    { language: "german", marketing_consent: true },
  ),
  tenant("client-opted-out", { marketing_emails_opt_in: 0, emailoptout: 1 }, { marketing_consent: false }),
  tenant("client-with-credit", { currency: 1, credit: "12.34" }, { credit: 1234, currency: "EUR" }),
  tenant("client-paying-yen", { currency: 3, credit: "1500.00" }, { credit: 1500, currency: "JPY" }),
  tenant(
    "client-with-accents",
    { firstname: "Zoë", lastname: "Müller-Łukasz", companyname: "" },
    { contact_name: "Zoë Müller-Łukasz" },
  ),
  {
    name: "client-mojibake",
    plant(scene) {
      const { id } = scene.client(
        { firstname: "ZoÃ«", lastname: "MÃ¼ller", companyname: "" },
        { first_name: "Zoe", last_name: "Mueller" },
      );
      scene.expect("tblclients", id, { outcome: "set_aside", code: "mojibake" }, { kind: "tenants" });
    },
  },
  {
    name: "client-in-unknown-currency",
    plant(scene) {
      const { id } = scene.client({ currency: 77 });
      scene.expect("tblclients", id, { outcome: "set_aside", code: "unknown_currency" }, { kind: "tenants" });
    },
  },
  {
    name: "service-of-a-client-set-aside",
    plant(scene) {
      const { id } = scene.client({ currency: 78 });
      scene.expectAside(scene.vps({ client: id }).id, "parent_set_aside");
    },
  },
];

const OLD = ["7.8"] as const;
const NEW = ["8.4", "8.13"] as const;

const addresses: Trap[] = [
  {
    name: "email-twice",
    shapes: OLD,
    plant(scene) {
      const email = `twice.${scene.random.hex(6)}@example.net`;
      const twins = [scene.client({ email }).id, scene.client({ email: email.toUpperCase() }).id].sort(
        (one, other) => one - other,
      );
      for (const [at, id] of twins.entries())
        scene.expect(
          "tblclients",
          id,
          at === 0 ? { outcome: "created" } : { outcome: "set_aside", code: "duplicate_email" },
          { kind: "users" },
        );
    },
  },
  {
    name: "email-of-a-contact-is-a-clients",
    shapes: OLD,
    plant(scene) {
      const email = `shared.${scene.random.hex(6)}@example.net`;
      const { id: userid } = scene.client({ email });
      const id = scene.shop.add("tblcontacts", {
        userid,
        firstname: "Sub",
        lastname: "Account",
        email,
        subaccount: 1,
        password: PASSWORD_HASH,
        permissions: "products",
      });
      scene.expect("tblcontacts", id, { outcome: "set_aside", code: "duplicate_email" }, { kind: "users" });
    },
  },
  {
    name: "email-invalid",
    plant(scene) {
      const email = `not an address ${scene.random.hex(4)}`;
      scene.expect(
        ...signIn(scene, scene.client({ email })),
        { outcome: "set_aside", code: "invalid_email" },
        { kind: "users" },
      );
    },
  },
  {
    name: "email-of-user-and-client-differ",
    shapes: NEW,
    plant(scene) {
      const email = `person.${scene.random.hex(6)}@example.org`;
      const { id, user } = scene.client({ email: "office@example.org" }, { email });
      scene.expect("tblusers", user, { outcome: "created", fields: { email } }, { kind: "users" });
      scene.expect(
        "tblclients",
        id,
        { outcome: "created", fields: { email: "office@example.org" } },
        { kind: "tenants" },
      );
    },
  },
  {
    name: "clients-with-one-email",
    shapes: NEW,
    plant(scene) {
      for (const { id } of [scene.client({}, {}), scene.client({}, {})]) {
        const row = scene.shop.rows.find(([table, { id: of }]) => table === "tblclients" && of === id);
        if (row) row[1].email = "family@example.org";
        scene.expect(
          "tblclients",
          id,
          { outcome: "created", fields: { email: "family@example.org" } },
          { kind: "tenants" },
        );
      }
    },
  },
];

export const PEOPLE: readonly Trap[] = [...passwords, ...clients, ...addresses];
