"use client";

import { type PowerVerb, type ServerVerb, serverCan } from "@hostwright/core/server/state";
import { Archive, Camera, ChartLine, Copy, Network, Shield, SquareTerminal, Wrench } from "lucide-react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { POWER_ORDER, POWER_WORDS } from "../servers/power-verbs.ts";
import { reasonOf } from "../servers/reason.ts";
import { copyText } from "../ui/copy.tsx";
import { Group, Item } from "./item.tsx";

interface Props {
  server: ServerDetail;
  /** Begins a power action, or asks first. */
  press: (verb: PowerVerb) => void;
  go: (href: string) => void;
  onDone: () => void;
}

/** Actions on the server whose page is open; those that are not possible say why. */
export function ServerActionCommands({ server, press, go, onDone }: Props) {
  const missing = useMissing("server:power");
  const noConsole = useMissing("server:console") ?? reasonOf(serverCan.console(server));
  const noResize = useMissing("server:resize");
  const noAccess = useMissing("server:access");
  const noRescue = useMissing("server:rescue");
  const noRebuild = useMissing("server:rebuild");
  const changes: readonly [title: string, verb: ServerVerb, lacking: string | undefined][] = [
    ["Change plan", "resize", noResize],
    ["Reset password or keys", "resetAccess", noAccess],
    server.rescue
      ? ["Leave the rescue system", "disableRescue", noRescue]
      : ["Boot the rescue system", "enableRescue", noRescue],
    ["Rebuild", "rebuild", noRebuild],
  ];
  const copies = [
    ["IPv4 address", server.ipv4?.address],
    ["IPv6 address", server.ipv6?.address],
    ["server id", server.id],
  ] as const;
  return (
    <Group heading={server.name}>
      {POWER_ORDER.map((verb) => {
        const { title, icon: Icon } = POWER_WORDS[verb];
        const reason = missing ?? reasonOf(serverCan[verb](server));
        return (
          <Item
            key={verb}
            value={`${title} ${verb} this server`}
            disabled={Boolean(reason)}
            onSelect={() => {
              onDone();
              press(verb);
            }}
          >
            <Icon aria-hidden />
            <span className="shrink-0">{title}</span>
            {reason && <span className="truncate text-muted text-xs">{reason}</span>}
          </Item>
        );
      })}
      <Item
        value="metrics traffic processor memory disk network this server"
        onSelect={() => go(`/servers/${server.id}?tab=metrics`)}
      >
        <ChartLine aria-hidden />
        Metrics and traffic
      </Item>
      <Item
        value="open console terminal serial vnc this server"
        disabled={Boolean(noConsole)}
        onSelect={() => go(`/servers/${server.id}/console`)}
      >
        <SquareTerminal aria-hidden />
        <span className="shrink-0">Open console</span>
        {noConsole && <span className="truncate text-muted text-xs">{noConsole}</span>}
      </Item>
      <Item
        value="network addresses reverse dns names extra ip this server"
        onSelect={() => go(`/servers/${server.id}?tab=network`)}
      >
        <Network aria-hidden />
        Addresses and reverse names
      </Item>
      <Item value="firewall rules ports this server" onSelect={() => go(`/servers/${server.id}?tab=firewall`)}>
        <Shield aria-hidden />
        Firewall rules
      </Item>
      <Item
        value="backups restore backup schedule this server"
        onSelect={() => go(`/servers/${server.id}?tab=backups`)}
      >
        <Archive aria-hidden />
        Backups and their schedule
      </Item>
      <Item value="snapshots roll back snapshot this server" onSelect={() => go(`/servers/${server.id}?tab=backups`)}>
        <Camera aria-hidden />
        Snapshots
      </Item>
      {changes.map(([title, verb, lacking]) => {
        const reason = lacking ?? reasonOf(serverCan[verb](server));
        return (
          <Item
            key={verb}
            value={`${title} ${verb} manage this server`}
            disabled={Boolean(reason)}
            onSelect={() => go(`/servers/${server.id}?tab=manage`)}
          >
            <Wrench aria-hidden />
            <span className="shrink-0">{title}…</span>
            {reason && <span className="truncate text-muted text-xs">{reason}</span>}
          </Item>
        );
      })}
      {copies.map(
        ([what, value]) =>
          value && (
            <Item
              key={what}
              value={`copy ${what}`}
              onSelect={async () => {
                if (await copyText(value)) toast.success(`Copied ${what}`);
                onDone();
              }}
            >
              <Copy aria-hidden />
              Copy {what}
              <span className="ml-auto truncate font-mono text-muted text-xs">{value}</span>
            </Item>
          ),
      )}
    </Group>
  );
}
