"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import { answerStepUp } from "@/lib/step-up.ts";
import { followTenant } from "@/lib/switch-tenant.ts";

const StepUpDialog = dynamic(() => import("./step-up-dialog.tsx"), { ssr: false });
const ProviderProofDialog = dynamic(() => import("./provider-proof-dialog.tsx"), { ssr: false });

/** Where any request of any page has the person asked once more. */
export function StepUpHost() {
  const { data: me } = useQuery(meQuery);
  const [answer, setAnswer] = useState<(proved: boolean) => void>();
  useEffect(
    () =>
      answerStepUp(
        () =>
          new Promise((resolve) => {
            setAnswer(() => (proved: boolean) => {
              setAnswer(undefined);
              resolve(proved);
            });
          }),
      ),
    [],
  );
  useEffect(followTenant, []);
  if (!answer) return null;
  return me?.by_provider ? <ProviderProofDialog onAnswer={answer} /> : <StepUpDialog onAnswer={answer} />;
}
