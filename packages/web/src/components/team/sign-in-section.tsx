"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import { requireSecondFactor, signInQuery } from "@/lib/api/people.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Section } from "../ui/card.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const ProviderDialog = dynamic(() => import("./provider-dialog.tsx"), { ssr: false });
const RemoveProviderDialog = dynamic(() => import("./remove-provider-dialog.tsx"), { ssr: false });

/** How the tenant's people sign in: whether with a second factor, and whether with the company's own provider. */
export function SignInSection() {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: settings, error, refetch } = useQuery(signInQuery);
  const managing = useMissing("tenant:manage") && "How people sign in is for owners and admins to change.";
  const owning = me && me.role !== "owner" ? "The company's sign-in is for owners of the tenant to change." : managing;
  const [dialog, setDialog] = useState<"provider" | "remove">();
  const factor = useMutation({
    mutationFn: requireSecondFactor,
    onSuccess: (said) =>
      toast.success(said.second_factor_required ? "Members need a second factor" : "Members need no second factor"),
    onSettled: () => client.invalidateQueries({ queryKey: ["tenant", "sign-in"] }),
  });
  if (error && !settings) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  if (!settings) return <Skeleton className="h-40 w-full" />;
  const { provider, second_factor_required: required } = settings;
  return (
    <Section title="Signing in" className="flex flex-col gap-5">
      {factor.error && <ProblemNotice error={factor.error} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 max-w-xl">
          <h3 className="font-medium text-sm">{required ? "Members need a second factor" : "Second factor"}</h3>
          <p className="text-muted text-sm">
            {required
              ? "Whoever has none sees only their own account until they add one. API keys go on."
              : "Members choose for themselves whether they use an authenticator app or a passkey."}
          </p>
        </div>
        <ReasonButton size="sm" reason={managing} busy={factor.isPending} onClick={() => factor.mutate(!required)}>
          {required ? "Require it no longer" : "Require it of all"}
        </ReasonButton>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-5">
        <div className="min-w-0 max-w-xl">
          <h3 className="font-medium text-sm">The company's own sign-in</h3>
          <p className="text-muted text-sm">
            {provider
              ? "People with an address in these domains can sign in with it, to this tenant alone."
              : "Let people sign in with your OpenID Connect provider: Google Workspace, Okta, Keycloak and others."}
          </p>
        </div>
        <span className="flex gap-2">
          <ReasonButton size="sm" reason={owning} onClick={() => setDialog("provider")}>
            {provider ? "Change" : "Set up"}
          </ReasonButton>
          {provider && (
            <ReasonButton size="sm" reason={owning} onClick={() => setDialog("remove")}>
              Remove
            </ReasonButton>
          )}
        </span>
      </div>
      {provider && (
        <Facts>
          <Fact name="Provider">
            <span className="break-all font-mono text-xs">{provider.issuer}</span>
          </Fact>
          <Fact name="Client">
            <span className="break-all font-mono text-xs">{provider.client_id}</span>
          </Fact>
          <Fact name="Domains">{provider.domains.join(", ")}</Fact>
          <Fact name="Newcomers">
            {provider.newcomers
              ? `become members with the role ${provider.newcomers}`
              : "are refused: only members get in"}
          </Fact>
        </Facts>
      )}
      {dialog === "provider" && <ProviderDialog settings={settings} onClose={() => setDialog(undefined)} />}
      {dialog === "remove" && <RemoveProviderDialog onClose={() => setDialog(undefined)} />}
    </Section>
  );
}
