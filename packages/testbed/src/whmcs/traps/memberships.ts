import { PASSWORD_HASH } from "../company/people.ts";
import type { Scene, Trap } from "./scene.ts";

const NEW = ["8.4", "8.13"] as const;

function person(scene: Scene): number {
  const email = `user.${scene.random.hex(8)}@example.net`;
  return scene.shop.add("tblusers", { first_name: "Extra", last_name: "Person", email, password: PASSWORD_HASH });
}

/** Who may do what for whom: users from version 8 on, contacts with a sign-in before. */
export const MEMBERSHIPS: readonly Trap[] = [
  {
    name: "user-of-several-clients",
    shapes: NEW,
    plant(scene) {
      const { user } = scene.client();
      const other = scene.client();
      const id = scene.membership(user, other.id, {
        owner: 0,
        permissions: "profile,contacts,products,manageproducts,invoices,tickets",
      });
      scene.expect("tblusers", user, { outcome: "created" }, { kind: "users" });
      scene.expect("tblusers_clients", id, { outcome: "created" }, { kind: "memberships" });
    },
  },
  {
    name: "user-owns-several-clients",
    shapes: NEW,
    plant(scene) {
      const { user } = scene.client();
      const other = scene.client();
      const id = scene.membership(user, other.id, { owner: 1, permissions: null });
      scene.expect("tblusers_clients", id, { outcome: "created", fields: { role: "owner" } }, { kind: "memberships" });
    },
  },
  {
    name: "user-may-only-look",
    shapes: NEW,
    plant(scene) {
      const id = scene.membership(person(scene), scene.client().id, {
        owner: 0,
        permissions: "products,invoices,tickets",
      });
      scene.expect(
        "tblusers_clients",
        id,
        { outcome: "created", fields: { role: "read-only" } },
        { kind: "memberships", note: "permissions never widen" },
      );
    },
  },
  {
    name: "user-with-second-factor",
    shapes: NEW,
    plant(scene) {
      const { user } = scene.client({}, { second_factor: "totp", second_factor_config: "c2VhbGVk" });
      scene.expect("tblusers", user, { outcome: "created" }, { kind: "users", note: "enrolled anew" });
    },
  },
  {
    name: "user-without-client",
    shapes: NEW,
    plant: (scene) => scene.expect("tblusers", person(scene), { outcome: "created" }, { kind: "users" }),
  },
  {
    name: "contact-with-sign-in",
    shapes: ["7.8"],
    plant(scene) {
      const { id: userid } = scene.client();
      const email = `sub.${scene.random.hex(8)}@example.net`;
      const id = scene.shop.add("tblcontacts", {
        userid,
        firstname: "Sub",
        lastname: "Account",
        email,
        subaccount: 1,
        password: PASSWORD_HASH,
        permissions: "products,invoices",
      });
      scene.expect(
        "tblcontacts",
        id,
        { outcome: "created", fields: { "password.scheme": "bcrypt" } },
        { kind: "users" },
      );
      scene.expect(
        "tblcontacts",
        id,
        { outcome: "created", fields: { role: "read-only" } },
        { kind: "memberships", note: "permissions never widen" },
      );
    },
  },
  {
    name: "contact-for-notices",
    plant(scene) {
      const { id: userid } = scene.client();
      const id = scene.shop.add("tblcontacts", {
        userid,
        firstname: "Accounts",
        lastname: "Payable",
        email: "ap@example.net",
        subaccount: 0,
        invoiceemails: 1,
        supportemails: 1,
      });
      scene.expect(
        "tblcontacts",
        id,
        { outcome: "created", fields: { email: "ap@example.net", notices: ["invoice", "support"] } },
        { kind: "contacts" },
      );
    },
  },
];
