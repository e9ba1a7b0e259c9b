import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

const LOOKS = {
  info: { box: "border-accent/30 bg-accent-soft", icon: Info, ink: "text-accent" },
  warn: { box: "border-warn/30 bg-warn-soft", icon: TriangleAlert, ink: "text-warn" },
  bad: { box: "border-bad/30 bg-bad-soft", icon: CircleAlert, ink: "text-bad" },
} as const;

export function Banner({
  look,
  title,
  children,
  actions,
  alert = false,
}: {
  look: keyof typeof LOOKS;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  alert?: boolean;
}) {
  const { box, icon: Icon, ink } = LOOKS[look];
  return (
    <div role={alert ? "alert" : "status"} className={cn("flex gap-3 rounded-lg border px-4 py-3", box)}>
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-muted">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
