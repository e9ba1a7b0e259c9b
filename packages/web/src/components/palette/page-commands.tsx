"use client";

import { LogOut, Plus } from "lucide-react";
import { useTheme } from "next-themes";
import { signOut } from "@/lib/sign-out.ts";
import { CUSTOMER_PAGES, OPERATOR_PAGES } from "../shell/navigation.ts";
import { THEMES } from "../shell/themes.ts";
import { Group, Item } from "./item.tsx";

export function PageCommands({ operator, go }: { operator: boolean; go: (href: string) => void }) {
  return (
    <Group heading="Pages">
      {(operator ? OPERATOR_PAGES : CUSTOMER_PAGES).map(({ href, title, icon: Icon }) => (
        <Item key={href} value={`page ${title}`} onSelect={() => go(href)}>
          <Icon aria-hidden />
          {title}
        </Item>
      ))}
      {!operator && (
        <Item value="new server order create" onSelect={() => go("/servers/new")}>
          <Plus aria-hidden />
          New server
        </Item>
      )}
    </Group>
  );
}

export function AccountCommands({ onDone }: { onDone: () => void }) {
  const { setTheme } = useTheme();
  return (
    <Group heading="Account">
      {THEMES.map(([theme, title, Icon]) => (
        <Item
          key={theme}
          value={`theme ${theme} ${title}`}
          onSelect={() => {
            setTheme(theme);
            onDone();
          }}
        >
          <Icon aria-hidden />
          Theme: {title.toLowerCase()}
        </Item>
      ))}
      <Item value="sign out log out" onSelect={signOut}>
        <LogOut aria-hidden />
        Sign out
      </Item>
    </Group>
  );
}
