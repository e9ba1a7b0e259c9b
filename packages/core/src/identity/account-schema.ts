import { z } from "zod";
import { timestamp } from "../kernel/shapes.ts";

export const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
  .describe("In any case.")
  .meta({ example: "ada@example.com" });
export const personName = z.string().trim().min(1).max(100).meta({ example: "Ada Lovelace" });
export const tenantName = z.string().trim().min(1).max(100).meta({ example: "Analytical Engines" });
export const newPassword = z
  .string()
  .min(12)
  .max(1024)
  .describe("At least 12 characters, none of those that are guessed first, without your name and address.")
  .meta({ example: "tamed otter keeps bees" });
export const mailToken = z
  .string()
  .min(20)
  .max(200)
  .describe("From the link in the letter.")
  .meta({ example: "hwm_3fk9QxV2mB7tLw0cYd8eRj5" });

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
};
export const language = z
  .string()
  .max(20)
  .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, "not a language such as en or pt-BR")
  .meta({ example: "en" });
export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, "not a time zone such as Europe/Berlin")
  .meta({ example: "Europe/Berlin" });

export const registrationShape = z
  .object({
    registration: z.enum(["open", "invitation", "closed"]).describe("Who may open an account."),
    review: z.boolean().describe("Whether staff look at new tenants before they can order."),
  })
  .meta({ id: "Registration" });

export const emailInput = z.strictObject({ email });
export const tokenInput = z.strictObject({ token: mailToken });
export const completeRegistrationInput = z.strictObject({
  token: mailToken,
  name: personName,
  tenant: tenantName.describe("Your company, or whatever your servers shall belong to."),
  password: newPassword,
  language: language.optional(),
  time_zone: timeZone.optional(),
});
export const completeResetInput = z.strictObject({ token: mailToken, password: newPassword });
export const acceptInvitationInput = z.strictObject({
  token: mailToken,
  name: personName.optional().describe("For who has no account yet."),
  password: newPassword.optional().describe("For who has no account yet."),
});

export const tenantStatus = z
  .enum(["active", "pending_review", "refused"])
  .describe("`pending_review`: nothing can be ordered until staff have approved it.");
export const tenantShape = z
  .object({
    id: z.string(),
    name: z.string(),
    status: tenantStatus,
    status_reason: z.string().nullable(),
    created: timestamp,
  })
  .meta({ id: "Tenant" });

export const profileShape = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    language: z.string().nullable(),
    time_zone: z.string().nullable().describe("IANA name; null: the browser's."),
    verified: z.boolean().describe("Whether a letter to the address was answered."),
    email_change: z
      .object({ email: z.string(), old_confirmed: z.boolean(), new_confirmed: z.boolean(), expires: timestamp })
      .nullable()
      .describe("A change of address that both addresses have not confirmed yet."),
    created: timestamp,
  })
  .meta({ id: "Profile" });

export const updateProfileInput = z.strictObject({
  name: personName.optional(),
  language: language.nullable().optional(),
  time_zone: timeZone.nullable().optional(),
});
export const changePasswordInput = z.strictObject({
  current_password: z.string().min(1).max(1024).describe("The one you have signed in with."),
  password: newPassword,
});
export const changeEmailInput = z.strictObject({
  email,
  password: z.string().min(1).max(1024).describe("Yours, once more."),
});
