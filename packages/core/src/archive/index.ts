export { getAttachment, getAttachmentAsOperator } from "./attachments.ts";
export { DRAFT } from "./draft.ts";
export { getInvoice, getInvoiceAsOperator, listInvoices, listInvoicesAsOperator } from "./invoices.ts";
export { listCredits, listCreditsAsOperator, listPayments, listPaymentsAsOperator } from "./payments.ts";
export { releaseFiles, removeFiles } from "./removal.ts";
export { creditList, invoiceAnswer, invoiceList, paymentList, ticketAnswer, ticketList } from "./schema.ts";
export type {} from "./tables.ts";
export { getTicket, getTicketAsOperator, listTickets, listTicketsAsOperator } from "./tickets.ts";
