import * as Archive from "@hostwright/core/archive";
import { z } from "zod";
import { route } from "../route.ts";

const tag = "Invoices and tickets";
const operators = "Operators";
/** A file: its bytes and headers are the operation's. */
const file = { answer: z.unknown(), document: {} };

/** What another system has issued and answered, as a migration brought it. Nothing here changes it. */
export const archiveRoutes = [
  route("GET /v1/invoices", Archive.listInvoices, {
    answer: Archive.invoiceList,
    tag,
    summary: "List invoices of the system before",
    description: "In the order of their issue.",
  }),
  route("GET /v1/invoices/{id}", Archive.getInvoice, {
    answer: Archive.invoiceAnswer,
    tag,
    summary: "Get an invoice as it was issued",
  }),
  route("GET /v1/payments", Archive.listPayments, {
    answer: Archive.paymentList,
    tag,
    summary: "List payments and refunds of the system before",
  }),
  route("GET /v1/credits", Archive.listCredits, {
    answer: Archive.creditList,
    tag,
    summary: "List what came to and went from the credit in the system before",
  }),
  route("GET /v1/tickets", Archive.listTickets, {
    answer: Archive.ticketList,
    tag,
    summary: "List tickets of the system before",
    description: "In the order in which they were opened.",
  }),
  route("GET /v1/tickets/{id}", Archive.getTicket, {
    answer: Archive.ticketAnswer,
    tag,
    summary: "Get a ticket with its messages",
  }),
  route("GET /v1/tickets/{id}/attachments/{attachment}", Archive.getAttachment, {
    ...file,
    tag,
    summary: "Take a file of a ticket away",
  }),
  route("GET /v1/operator/invoices", Archive.listInvoicesAsOperator, {
    answer: Archive.invoiceList,
    tag: operators,
    summary: "List archived invoices of all tenants, or of one",
  }),
  route("GET /v1/operator/invoices/{id}", Archive.getInvoiceAsOperator, {
    answer: Archive.invoiceAnswer,
    tag: operators,
    summary: "Get any archived invoice",
  }),
  route("GET /v1/operator/payments", Archive.listPaymentsAsOperator, {
    answer: Archive.paymentList,
    tag: operators,
    summary: "List archived payments and refunds of all tenants, or of one",
  }),
  route("GET /v1/operator/credits", Archive.listCreditsAsOperator, {
    answer: Archive.creditList,
    tag: operators,
    summary: "List archived credits of all tenants, or of one",
  }),
  route("GET /v1/operator/tickets", Archive.listTicketsAsOperator, {
    answer: Archive.ticketList,
    tag: operators,
    summary: "List archived tickets of everybody, or of one tenant",
    description: "Those of people who were no customers among them.",
  }),
  route("GET /v1/operator/tickets/{id}", Archive.getTicketAsOperator, {
    answer: Archive.ticketAnswer,
    tag: operators,
    summary: "Get any archived ticket with its messages",
  }),
  route("GET /v1/operator/tickets/{id}/attachments/{attachment}", Archive.getAttachmentAsOperator, {
    ...file,
    tag: operators,
    summary: "Take a file of any archived ticket away",
  }),
];
