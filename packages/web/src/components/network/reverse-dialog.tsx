"use client";

import { useState } from "react";
import { problemOf } from "@/lib/api/problem.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { useNetworkChanges } from "./use-network-changes.ts";

export interface ReverseTarget {
  address: string;
  name: string;
  /** Whether the address stands; in an IPv6 network a single one is chosen first. */
  fixed: boolean;
}

interface Props {
  server: string;
  target: ReverseTarget;
  onClose: () => void;
}

export function ReverseDialog({ server, target, onClose }: Props) {
  const { name } = useNetworkChanges(server);
  const [address, setAddress] = useState(target.address);
  const [text, setText] = useState(target.name);
  const problem = name.error ? problemOf(name.error) : undefined;
  const wrong = (field: string) => problem?.fields.find((one) => one.name === field)?.messages.join(", ");
  const fields = wrong("address") ?? wrong("reverse_dns");
  const keep = (host: string | null) => name.mutate({ address: address.trim(), name: host }, { onSuccess: onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Reverse name"
      description="What the address resolves to, as mail servers check it. We keep it, but do not publish it in DNS yet: nothing changes for others until we do."
      footer={
        <>
          {target.name && (
            <Button look="danger" className="mr-auto" onClick={() => keep(null)} busy={name.isPending}>
              Remove
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="reverse-name" disabled={text.trim() === ""} busy={name.isPending}>
            Keep name
          </Button>
        </>
      }
    >
      <form
        id="reverse-name"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          keep(text.trim());
        }}
      >
        {name.error && !fields && <ProblemNotice error={name.error} />}
        <Field label="Address" error={wrong("address")} hint={target.fixed ? undefined : "Any one of the network."}>
          {(wiring) => (
            <Input
              {...wiring}
              className="font-mono text-xs"
              value={address}
              readOnly={target.fixed}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
        <Field label="Host name" error={wrong("reverse_dns")} hint="With its domain, like www.example.com.">
          {(wiring) => (
            <Input
              {...wiring}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
