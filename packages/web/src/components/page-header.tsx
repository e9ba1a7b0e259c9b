import type { ReactNode } from "react";

export function PageHeader({
  title,
  children,
  actions,
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0 max-sm:has-[+div>fieldset]:w-full">
        <h1 className="break-words font-semibold text-xl tracking-tight">{title}</h1>
        {children && <div className="mt-0.5 text-muted text-sm">{children}</div>}
      </div>
      {actions && (
        <div className="flex flex-wrap gap-2 max-sm:has-[fieldset]:w-full max-sm:[&>fieldset]:w-full">{actions}</div>
      )}
    </header>
  );
}
