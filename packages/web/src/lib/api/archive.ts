import type { Schema } from "@hostwright/sdk";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client.ts";
import { given } from "./servers.ts";

/** What a migration brought of invoices and tickets. It never changes, so nothing here is asked for again and again. */
export type Invoice = Schema<"Invoice">;
export type InvoiceDocument = Schema<"InvoiceDocument">;
export type Payment = Schema<"Payment">;
export type Credit = Schema<"Credit">;
export type Ticket = Schema<"Ticket">;
export type Conversation = Schema<"TicketConversation">;
export type Message = Conversation["messages"][number];

/** Whose: the tenant's own, or for operators everybody's or one tenant's. */
export interface Whose {
  asOperator: boolean;
  tenant?: string | undefined;
}
interface InvoiceFilters {
  number?: string | undefined;
  status?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}
interface TicketFilters {
  status?: string | undefined;
  text?: string | undefined;
}
type Cursor = string | undefined;

const page = (filters: object) => ({ limit: 25, ...given(filters) });
const forOperator = (filters: object, { tenant }: Whose) => ({
  params: { query: { ...page(filters), ...given({ tenant }) } },
});
const options = { placeholderData: keepPreviousData, staleTime: 60_000 };

export const invoicesQuery = (whose: Whose, filters: InvoiceFilters, cursor: Cursor) =>
  queryOptions({
    ...options,
    queryKey: ["archive", "invoices", whose, filters, cursor],
    queryFn: () =>
      whose.asOperator
        ? unwrap(api.GET("/v1/operator/invoices", forOperator({ ...filters, cursor }, whose)))
        : unwrap(api.GET("/v1/invoices", { params: { query: page({ ...filters, cursor }) } })),
  });

export const invoiceQuery = (id: string, asOperator: boolean) =>
  queryOptions({
    staleTime: options.staleTime,
    queryKey: ["archive", "invoice", id],
    queryFn: async () => {
      const of = { params: { path: { id } } };
      const call = asOperator ? api.GET("/v1/operator/invoices/{id}", of) : api.GET("/v1/invoices/{id}", of);
      return (await unwrap(call)).invoice;
    },
  });

export const paymentsQuery = (whose: Whose, cursor: Cursor) =>
  queryOptions({
    ...options,
    queryKey: ["archive", "payments", whose, cursor],
    queryFn: () =>
      whose.asOperator
        ? unwrap(api.GET("/v1/operator/payments", forOperator({ cursor }, whose)))
        : unwrap(api.GET("/v1/payments", { params: { query: page({ cursor }) } })),
  });

export const creditsQuery = (whose: Whose, cursor: Cursor) =>
  queryOptions({
    ...options,
    queryKey: ["archive", "credits", whose, cursor],
    queryFn: () =>
      whose.asOperator
        ? unwrap(api.GET("/v1/operator/credits", forOperator({ cursor }, whose)))
        : unwrap(api.GET("/v1/credits", { params: { query: page({ cursor }) } })),
  });

export const ticketsQuery = (whose: Whose, filters: TicketFilters, cursor: Cursor) =>
  queryOptions({
    ...options,
    queryKey: ["archive", "tickets", whose, filters, cursor],
    queryFn: () =>
      whose.asOperator
        ? unwrap(api.GET("/v1/operator/tickets", forOperator({ ...filters, cursor }, whose)))
        : unwrap(api.GET("/v1/tickets", { params: { query: page({ ...filters, cursor }) } })),
  });

export const ticketQuery = (id: string, asOperator: boolean) =>
  queryOptions({
    staleTime: options.staleTime,
    queryKey: ["archive", "ticket", id],
    queryFn: async () => {
      const of = { params: { path: { id } } };
      const call = asOperator ? api.GET("/v1/operator/tickets/{id}", of) : api.GET("/v1/tickets/{id}", of);
      return (await unwrap(call)).ticket;
    },
  });
