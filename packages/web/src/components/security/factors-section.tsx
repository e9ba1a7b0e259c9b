"use client";

import { Fingerprint, LifeBuoy, Smartphone } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { Factors, Passkey } from "@/lib/api/shapes.ts";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Ago } from "../ui/time.tsx";
import { usePasskeyTrouble } from "./use-passkey-trouble.ts";

const TotpDialog = dynamic(() => import("./totp-dialog.tsx"), { ssr: false });
const PasskeyDialog = dynamic(() => import("./passkey-dialog.tsx"), { ssr: false });
const RemoveDialog = dynamic(() => import("./remove-dialog.tsx"), { ssr: false });
const CodesDialog = dynamic(() => import("./codes-dialog.tsx"), { ssr: false });
const RenewDialog = dynamic(() => import("./renew-dialog.tsx"), { ssr: false });

type Open = "totp" | "passkey" | "remove-totp" | "renew" | { passkey: Passkey } | { codes: string[] };

/** The app, the passkeys, and the codes for the day both are lost. */
export function FactorsSection({ factors }: { factors: Factors }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const showCodes = (codes: string[] | null) => setOpen(codes ? { codes } : undefined);
  const trouble = usePasskeyTrouble();
  const { totp, passkeys, recovery_codes_left: left } = factors;
  const hasFactor = totp !== null || passkeys.length > 0;
  return (
    <Section title="Second factors" className="flex flex-col divide-y p-0">
      <Row
        icon={<Smartphone aria-hidden />}
        title="Authenticator app"
        action={
          totp ? (
            <Button size="sm" onClick={() => setOpen("remove-totp")} aria-label="Remove the authenticator app">
              Remove
            </Button>
          ) : (
            <Button size="sm" onClick={() => setOpen("totp")}>
              Set up
            </Button>
          )
        }
      >
        {totp ? (
          <>
            Set up <Ago at={totp.created} />. Asked for after your password.
          </>
        ) : (
          "Six digits from your telephone, asked for after your password."
        )}
      </Row>
      <Row
        icon={<Fingerprint aria-hidden />}
        title="Passkeys"
        action={
          <ReasonButton size="sm" reason={trouble} onClick={() => setOpen("passkey")}>
            Add a passkey
          </ReasonButton>
        }
      >
        A finger, a face or a key in the port instead of a password, or after it.
        {passkeys.length > 0 && (
          <ul aria-label="Passkeys" className="mt-2 flex flex-col gap-1.5">
            {passkeys.map((passkey) => (
              <li key={passkey.id} className="flex items-center gap-3 rounded-md border bg-canvas px-3 py-1.5">
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium text-ink">{passkey.name}</span>
                  <span className="block text-xs">
                    {passkey.last_used ? (
                      <>
                        Used <Ago at={passkey.last_used} />
                      </>
                    ) : (
                      "Never used"
                    )}
                    {passkey.synced && " · on all your devices"}
                  </span>
                </span>
                <Button size="sm" aria-label={`Remove ${passkey.name}`} onClick={() => setOpen({ passkey })}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Row>
      <Row
        icon={<LifeBuoy aria-hidden />}
        title="Recovery codes"
        action={
          <ReasonButton
            size="sm"
            reason={hasFactor ? undefined : "They come with your first second factor."}
            onClick={() => setOpen("renew")}
          >
            Make new ones
          </ReasonButton>
        }
      >
        {hasFactor
          ? `${left} of 10 left. Each lets you in once without the second factor.`
          : "For the day your telephone is lost. They come with your first second factor."}
      </Row>
      {open === "totp" && <TotpDialog onClose={close} onAdded={showCodes} />}
      {open === "passkey" && <PasskeyDialog onClose={close} onAdded={showCodes} />}
      {open === "renew" && <RenewDialog onClose={close} onMade={showCodes} />}
      {open === "remove-totp" && <RemoveDialog onClose={close} />}
      {typeof open === "object" && "passkey" in open && <RemoveDialog passkey={open.passkey} onClose={close} />}
      {typeof open === "object" && "codes" in open && <CodesDialog codes={open.codes} onClose={close} />}
    </Section>
  );
}

function Row({
  icon,
  title,
  action,
  children,
}: {
  icon: ReactNode;
  title: string;
  action: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex items-start gap-3 p-4 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <div className="flex min-w-0 flex-1 flex-col items-stretch gap-2.5 sm:flex-row sm:items-start sm:gap-3">
        <div className="min-w-0 flex-1 text-muted text-sm">
          <h3 className="font-medium text-ink">{title}</h3>
          {children}
        </div>
        <div className="shrink-0">{action}</div>
      </div>
    </div>
  );
}
