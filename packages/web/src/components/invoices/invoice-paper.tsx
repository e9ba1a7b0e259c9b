import Link from "next/link";
import type { ReactNode } from "react";
import type { InvoiceDocument } from "@/lib/api/archive.ts";
import { formatAmount, formatDate, formatDay } from "@/lib/format.ts";
import { Fact, Facts } from "../ui/facts.tsx";
import { isDraft } from "./status.ts";

const heading = "mb-1.5 font-medium text-muted text-xs";
const cell = "py-2 align-top";

/** The document itself: what it said, and nothing it did not say. */
export function InvoicePaper({ invoice, asOperator }: { invoice: InvoiceDocument; asOperator: boolean }) {
  const amount = (value: number) => formatAmount(value, invoice);
  return (
    <article
      aria-label="Invoice"
      className="flex flex-col gap-6 rounded-lg border bg-surface p-4 text-sm shadow-card sm:p-8 print:border-0 print:p-0 print:shadow-none"
    >
      <div className="grid gap-6 sm:grid-cols-2 print:grid-cols-2">
        <Buyer buyer={invoice.buyer} />
        <div>
          <Facts>
            <Fact name="Number">{invoice.number ?? "none"}</Fact>
            <Fact name="Issued">{formatDay(invoice.issued)}</Fact>
            <Fact name="Due">{formatDay(invoice.due)}</Fact>
            {invoice.paid && <Fact name="Paid">{formatDate(invoice.paid)}</Fact>}
            {invoice.payment_method && <Fact name="Payment method">{invoice.payment_method}</Fact>}
            <Fact name="Currency">
              {invoice.currency}
              {invoice.rate && <span className="text-muted">at {invoice.rate}</span>}
            </Fact>
          </Facts>
        </div>
      </div>
      <Lines invoice={invoice} asOperator={asOperator} amount={amount} />
      <Totals invoice={invoice} amount={amount} />
      {invoice.payments.length > 0 && <Payments invoice={invoice} />}
      {invoice.notes && (
        <section>
          <h2 className={heading}>Notes</h2>
          <p className="whitespace-pre-wrap break-words">{invoice.notes}</p>
        </section>
      )}
      <footer className="border-t pt-3 text-muted text-xs">
        {isDraft(invoice)
          ? "A draft of the former system that was never issued: no document, and not shown to the customer."
          : "Archived from the former system as it was issued; immutable."}
        {invoice.buyer.as_of === "today" &&
          " That system kept no readable copy of whom it was made out to: the customer is shown as they were when it was brought over."}
      </footer>
    </article>
  );
}

function Buyer({ buyer }: { buyer: InvoiceDocument["buyer"] }) {
  const lines = [buyer.company, buyer.name, ...buyer.address, buyer.country].filter((line) => line !== "");
  return (
    <section className="min-w-0">
      <h2 className={heading}>Invoiced to</h2>
      <address className="break-words not-italic">
        {lines.map((line, index) => (
          <span key={`${String(index)} ${line}`} className={index === 0 ? "block font-medium" : "block"}>
            {line}
          </span>
        ))}
      </address>
      {buyer.tax_id && <p className="mt-1.5">Tax ID: {buyer.tax_id}</p>}
      {buyer.fields?.map(({ name, value }) => (
        <p key={`${name}${value}`} className="break-words">
          {name}: {value}
        </p>
      ))}
    </section>
  );
}

interface Part {
  invoice: InvoiceDocument;
  amount: (value: number) => string;
}

function Lines({ invoice: { lines, taxes }, asOperator, amount }: Part & { asOperator: boolean }) {
  const untaxed = taxes.length > 0 && lines.some(({ taxed }) => !taxed) && lines.some(({ taxed }) => taxed);
  return (
    <table aria-label="Lines" className="w-full border-collapse">
      <thead>
        <tr className="border-b text-left text-muted text-xs">
          <th scope="col" className="pb-1.5 font-medium">
            Description
          </th>
          <th scope="col" className="pb-1.5 pl-4 text-right font-medium">
            Amount
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {lines.map((line, index) => (
          <tr key={`${String(index)} ${line.description}`} className="break-inside-avoid">
            <td className={`${cell} min-w-0`}>
              <span className="whitespace-pre-wrap break-words">{line.description}</span>
              {untaxed && !line.taxed && <span className="block text-muted text-xs">Not taxed</span>}
              {line.server && (
                <Link
                  href={`${asOperator ? "/operator" : ""}/servers/${line.server.id}`}
                  className="mt-0.5 block w-fit rounded text-muted text-xs hover:text-accent print:hidden"
                >
                  {line.server.name}
                </Link>
              )}
            </td>
            <td className={`${cell} tabular whitespace-nowrap pl-4 text-right`}>{amount(line.amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Totals({ invoice, amount }: Part) {
  return (
    <dl className="ml-auto grid w-full max-w-80 break-inside-avoid grid-cols-[1fr_auto] gap-x-6 gap-y-1">
      <Sum name="Subtotal">{amount(invoice.subtotal)}</Sum>
      {invoice.taxes.map(({ name, rate, amount: tax }) => (
        <Sum key={`${name}${rate}`} name={`${name || "Tax"} ${Number(rate)} %`}>
          {amount(tax)}
        </Sum>
      ))}
      {invoice.credit !== 0 && <Sum name="From credit">{amount(-invoice.credit)}</Sum>}
      <div className="col-span-2 grid grid-cols-subgrid border-t pt-1.5 font-semibold">
        <dt>Total</dt>
        <dd className="tabular text-right">{amount(invoice.total)}</dd>
      </div>
    </dl>
  );
}

const Sum = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="col-span-2 grid grid-cols-subgrid">
    <dt className="text-muted">{name}</dt>
    <dd className="tabular text-right">{children}</dd>
  </div>
);

function Payments({ invoice }: { invoice: InvoiceDocument }) {
  return (
    <section className="break-inside-avoid">
      <h2 className={heading}>Payments</h2>
      <ul aria-label="Payments" className="divide-y">
        {invoice.payments.map((one) => (
          <li key={one.id} className="flex flex-wrap items-baseline gap-x-4 py-1.5">
            <span className="tabular whitespace-nowrap">{formatDate(one.at)}</span>
            <span className="min-w-0 flex-1 break-all text-muted">
              {[one.gateway, one.reference].filter(Boolean).join(" · ") || one.description}
            </span>
            <span className="tabular whitespace-nowrap text-right">{formatAmount(one.paid - one.refunded, one)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
