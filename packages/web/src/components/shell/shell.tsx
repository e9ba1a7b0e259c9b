"use client";

import { Tooltip } from "@base-ui/react/tooltip";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { SecretProvider } from "../servers/secret.tsx";
import { StepUpHost } from "../step-up/step-up-host.tsx";
import { CurrentServerProvider } from "./current-server.tsx";
import { RightHalf } from "./right-half.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SupportNotice } from "./support-notice.tsx";
import { TenantNotice } from "./tenant-notice.tsx";
import { TopBar } from "./top-bar.tsx";
import { usePalette } from "./use-palette.ts";

const Palette = dynamic(() => import("../palette/palette.tsx"), { ssr: false });
const Toasts = dynamic(() => import("./toasts.tsx"), { ssr: false });

/** What surrounds every signed-in page. */
export function Shell({ children }: { children: ReactNode }) {
  const palette = usePalette();
  const pathname = usePathname();
  return (
    <Tooltip.Provider delay={200}>
      <CurrentServerProvider>
        <SecretProvider>
          <a
            href="#content"
            className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-ink px-3 py-2 text-canvas text-sm focus:translate-y-0"
          >
            Skip to content
          </a>
          <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)] print:block">
            <Sidebar pathname={pathname} onSearch={palette.show} />
            <div className="min-w-0">
              <TopBar pathname={pathname} onSearch={palette.show} />
              <div className="print:hidden">
                <SupportNotice />
              </div>
              <main
                id="content"
                tabIndex={-1}
                className="mx-auto w-full max-w-6xl px-4 py-5 outline-none sm:px-6 lg:py-7 print:max-w-none print:p-0"
              >
                <div className="print:hidden">
                  <TenantNotice />
                </div>
                {/* No Suspense boundary: it would hydrate later than what surrounds it, whose queries may have answers by then. */}
                <RightHalf pathname={pathname}>{children}</RightHalf>
              </main>
            </div>
          </div>
          {palette.used && <Palette open={palette.open} onClose={palette.hide} />}
          <Toasts />
          <StepUpHost />
        </SecretProvider>
      </CurrentServerProvider>
    </Tooltip.Provider>
  );
}
