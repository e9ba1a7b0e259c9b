"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input, NativeSelect, Textarea } from "../ui/field.tsx";
import { protocolTitle, type Rule } from "./rules.ts";

const NEW: Rule = {
  direction: "in",
  protocol: "tcp",
  ports: [],
  sources: [],
  destinations: [],
  action: "accept",
  description: "",
};
const PROTOCOLS = ["tcp", "udp", "icmp", "icmpv6", "any"] as const;
const listOf = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== "");
const PORT = /^\d{1,5}(-\d{1,5})?$/;
const CIDR = /^[0-9a-f.:]+(\/\d{1,3})?$/i;

interface Props {
  /** Left out for a new one. */
  rule?: Rule;
  onKeep: (rule: Rule) => void;
  onClose: () => void;
}

export function RuleDialog({ rule = NEW, onKeep, onClose }: Props) {
  const [draft, setDraft] = useState(rule);
  const [texts, setTexts] = useState({
    ports: rule.ports.join(", "),
    sources: rule.sources.join("\n"),
    destinations: rule.destinations.join("\n"),
  });
  const [tried, setTried] = useState(false);
  const ported = draft.protocol === "tcp" || draft.protocol === "udp";
  const ports = ported ? listOf(texts.ports) : [];
  const sources = listOf(texts.sources);
  const destinations = listOf(texts.destinations);
  const wrong = (list: string[], pattern: RegExp, what: string) => {
    const bad = list.find((part) => !pattern.test(part));
    return tried && bad ? `${bad} is not ${what}.` : undefined;
  };
  const good = ports.every((part) => PORT.test(part)) && [...sources, ...destinations].every((part) => CIDR.test(part));
  const change = (part: Partial<Rule>) => setDraft({ ...draft, ...part });
  return (
    <Dialog
      open
      onClose={onClose}
      title={rule === NEW ? "Add a rule" : "Edit rule"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="firewall-rule">
            {rule === NEW ? "Add to the list" : "Change it"}
          </Button>
        </>
      }
    >
      <form
        id="firewall-rule"
        noValidate
        className="grid grid-cols-2 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (good) onKeep({ ...draft, description: draft.description.trim(), ports, sources, destinations });
        }}
      >
        <Field label="Action">
          {(wiring) => (
            <NativeSelect
              {...wiring}
              value={draft.action}
              onChange={(event) => change({ action: event.target.value === "drop" ? "drop" : "accept" })}
            >
              <option value="accept">Accept</option>
              <option value="drop">Drop</option>
            </NativeSelect>
          )}
        </Field>
        <Field label="Direction">
          {(wiring) => (
            <NativeSelect
              {...wiring}
              value={draft.direction}
              onChange={(event) => change({ direction: event.target.value === "out" ? "out" : "in" })}
            >
              <option value="in">Incoming</option>
              <option value="out">Outgoing</option>
            </NativeSelect>
          )}
        </Field>
        <Field label="Protocol">
          {(wiring) => (
            <NativeSelect
              {...wiring}
              value={draft.protocol}
              onChange={(event) =>
                change({ protocol: PROTOCOLS.find((one) => one === event.target.value) ?? draft.protocol })
              }
            >
              {PROTOCOLS.map((protocol) => (
                <option key={protocol} value={protocol}>
                  {protocolTitle(protocol)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field
          label="Ports"
          hint={ported ? "22, 8000-8100; empty: all." : "Only TCP and UDP have ports."}
          error={wrong(ports, PORT, "a port or a range")}
        >
          {(wiring) => (
            <Input
              {...wiring}
              disabled={!ported}
              value={texts.ports}
              onChange={(event) => setTexts({ ...texts, ports: event.target.value })}
            />
          )}
        </Field>
        {(["sources", "destinations"] as const).map((side) => (
          <Field
            key={side}
            className="col-span-2"
            label={side === "sources" ? "From" : "To"}
            hint="Networks like 192.0.2.0/24 or 2001:db8::/32, up to ten; empty: anywhere."
            error={wrong(listOf(texts[side]), CIDR, "a network")}
          >
            {(wiring) => (
              <Textarea
                {...wiring}
                rows={2}
                className="font-mono text-xs"
                spellCheck={false}
                autoCapitalize="none"
                value={texts[side]}
                onChange={(event) => setTexts({ ...texts, [side]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label="Description" className="col-span-2">
          {(wiring) => (
            <Input
              {...wiring}
              maxLength={60}
              value={draft.description}
              onChange={(event) => change({ description: event.target.value })}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
