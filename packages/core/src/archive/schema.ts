import { z } from "zod";
import { idShape, pageInput, pagination, timestamp } from "../kernel/index.ts";

const SORTS = ["created:desc", "created:asc"] as const;
/** A day of the calendar. */
const day = z.iso.date().meta({ format: "date", example: "2024-05-31" });
const amount = z.number().int().describe("Minor units of the currency.");
const tenant = z.union([z.object({ id: idShape("ten"), name: z.string() }), z.null()]);
const server = z
  .union([z.object({ id: idShape("srv"), name: z.string() }), z.null()])
  .describe("The server it is about; null: none, or it is gone.");

const invoiceFilters = {
  ...pageInput(SORTS, "created:desc"),
  number: z.string().min(1).max(255).optional().describe("How the number begins."),
  status: z.string().min(1).max(40).optional().meta({ example: "paid" }),
  from: day.optional().describe("Issued on this day or later."),
  to: day.optional().describe("Issued on this day or earlier."),
};
const ofTenant = { tenant: idShape("ten").optional().describe("Of this tenant only.") };
export const invoiceListInput = z.strictObject(invoiceFilters);
export const operatorInvoiceListInput = z.strictObject({ ...invoiceFilters, ...ofTenant });
export const invoiceRef = z.strictObject({ id: idShape("inv") });

const invoice = {
  id: idShape("inv"),
  tenant,
  number: z.string().nullable().describe("As issued; null: it never had one.").meta({ example: "RE-2019-7" }),
  status: z
    .string()
    .describe(
      "As the system it comes from said it, in lower case; `draft`: never issued, and shown to operators alone.",
    )
    .meta({ example: "paid" }),
  issued: day.nullable(),
  due: day.nullable(),
  paid: timestamp.nullable(),
  currency: z.string().meta({ example: "EUR" }),
  decimals: z.number().int().describe("Minor units of the currency: 2 where an amount of 490 is 4.90."),
  total: amount,
};
export const invoiceShape = z.object(invoice).meta({ id: "Invoice" });
export const invoiceList = z.object({ invoices: z.array(invoiceShape), meta: pagination });

/** As a migration writes it (migration/entities.ts); what it keeps for itself is left out. */
export const buyerShape = z.object({
  name: z.string(),
  company: z.string(),
  address: z.array(z.string()).describe("Line by line."),
  country: z.string(),
  tax_id: z.string(),
  as_of: z
    .enum(["issue", "today"])
    .describe("`issue`: as the document said it; `today`: nobody kept that, so as the customer was at the migration."),
  fields: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .default([])
    .describe("What else the document said of them."),
});
export const taxShape = z.object({ name: z.string(), rate: z.string().describe("Per cent."), amount });
const line = { type: z.string(), description: z.string(), amount, taxed: z.boolean() };
/** The row of the other system that a line or a ticket is about. */
export const storedService = z.object({ table: z.string(), id: z.string() }).nullable();
export const storedLine = z.object({ ...line, service: storedService });

export const paymentShape = z
  .object({
    id: idShape("trx"),
    at: timestamp.nullable(),
    currency: z.string(),
    decimals: invoice.decimals,
    paid: amount,
    refunded: amount,
    gateway: z.string(),
    reference: z.string(),
    description: z.string(),
    invoice: z
      .union([z.object({ id: idShape("inv"), number: z.string().nullable() }), z.null()])
      .describe("What it was for; null: no invoice, one that was not brought over, or none of theirs."),
  })
  .meta({ id: "Payment" });

export const invoiceAnswer = z.object({
  invoice: z
    .object({
      ...invoice,
      rate: z.string().nullable().describe("Against the default currency at that time, where known."),
      buyer: buyerShape,
      lines: z.array(z.object({ ...line, server })),
      subtotal: amount,
      taxes: z.array(taxShape),
      credit: amount.describe("Paid from the customer's credit; the total is what was left."),
      payments: z.array(paymentShape),
      payment_method: z.string(),
      notes: z.string(),
    })
    .meta({ id: "InvoiceDocument" }),
});

const moneyPage = pageInput(SORTS, "created:desc");
export const moneyListInput = z.strictObject(moneyPage);
export const operatorMoneyListInput = z.strictObject({ ...moneyPage, ...ofTenant });
export const paymentList = z.object({ payments: z.array(paymentShape), meta: pagination });
export const creditShape = z
  .object({
    id: idShape("crd"),
    on: day.nullable(),
    currency: z.string(),
    decimals: invoice.decimals,
    amount: amount.describe("Given to the customer, or below 0 used up; minor units of the currency."),
    description: z.string(),
  })
  .meta({ id: "Credit" });
export const creditList = z.object({ credits: z.array(creditShape), meta: pagination });

const ticketFilters = {
  ...pageInput(SORTS, "created:desc"),
  status: z.string().min(1).max(64).optional().meta({ example: "Closed" }),
  text: z.string().min(2).max(200).optional().describe("In the subject, or the reference."),
};
export const ticketListInput = z.strictObject(ticketFilters);
export const operatorTicketListInput = z.strictObject({ ...ticketFilters, ...ofTenant });
export const ticketRef = z.strictObject({ id: idShape("tkt") });
export const attachmentRef = z.strictObject({ id: idShape("tkt"), attachment: idShape("att") });

const ticket = {
  id: idShape("tkt"),
  tenant: tenant.describe("null: from somebody who was no customer."),
  reference: z.string().describe("What its letters called it.").meta({ example: "648392" }),
  department: z.string(),
  subject: z.string(),
  status: z.string().meta({ example: "Closed" }),
  urgency: z.string(),
  opened: timestamp.nullable(),
  messages: z.number().int().describe("How many."),
};
export const ticketShape = z.object(ticket).meta({ id: "Ticket" });
export const ticketList = z.object({ tickets: z.array(ticketShape), meta: pagination });

const message = {
  at: timestamp.nullable(),
  author: z.enum(["customer", "staff"]),
  name: z.string(),
  text: z.string().describe("Plain text; what looks like HTML was written so."),
};
/** As a migration writes it (migration/entities.ts). */
export const storedMessages = z.array(
  z.object({
    ...message,
    at: z.string().nullable(),
    attachments: z.array(z.object({ name: z.string(), file: z.string() })),
  }),
);
export const ticketAnswer = z.object({
  ticket: z
    .object({
      ...ticket,
      server,
      messages: z.array(
        z.object({
          ...message,
          attachments: z.array(
            z.object({
              id: idShape("att").nullable(),
              name: z.string(),
              size: z.number().int().nullable().describe("Bytes."),
              url: z
                .string()
                .nullable()
                .describe("Where its file is to be had, with the same token; null: it is not here.")
                .meta({
                  example: "/v1/tickets/tkt_01kagj8zc0v7m2x4q9n5t3wbpr/attachments/att_01kagj8zc0v7m2x4q9n5t3wbpr",
                }),
            }),
          ),
        }),
      ),
    })
    .meta({ id: "TicketConversation" }),
});
