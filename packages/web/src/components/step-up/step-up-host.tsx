"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { answerStepUp } from "@/lib/step-up.ts";
import { followTenant } from "@/lib/switch-tenant.ts";

const StepUpDialog = dynamic(() => import("./step-up-dialog.tsx"), { ssr: false });

/** Where any request of any page has the person asked once more. */
export function StepUpHost() {
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
  return answer ? <StepUpDialog onAnswer={answer} /> : null;
}
