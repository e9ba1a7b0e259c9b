"use client";

import { Building2, LogOut, ShieldCheck, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import type { ReactElement } from "react";
import type { Me } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { placeOf } from "@/lib/place-of.ts";
import { signOut } from "@/lib/sign-out.ts";
import { switchTenant } from "@/lib/switch-tenant.ts";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../ui/menu.tsx";
import { THEMES } from "./themes.ts";

interface Props {
  trigger: ReactElement;
  compact: boolean;
  me: Me | undefined;
}

export default function AccountMenuItems({ trigger, compact, me }: Props) {
  const { theme, setTheme } = useTheme();
  const router = useRouter();
  // Nobody's account is an operator's to change who acts in their place.
  const own = !me?.support;
  const others = !own ? [] : (me?.memberships.filter(({ tenant }) => tenant.id !== me.tenant?.id) ?? []);
  return (
    <Menu
      defaultOpen
      side={compact ? "bottom" : "top"}
      align={compact ? "end" : "start"}
      className="w-56"
      trigger={trigger}
    >
      {me && (
        <div className="px-2 py-1.5">
          <p className="truncate font-medium text-sm">{me.user.name}</p>
          <p className="truncate text-muted text-xs">{me.user.email}</p>
          <p className="mt-1 truncate text-muted text-xs">
            {placeOf(me)}
            {me.role && <span> · {me.role}</span>}
          </p>
        </div>
      )}
      <MenuSeparator />
      {own && (
        <>
          <MenuItem onSelect={() => router.push("/account/profile")}>
            <UserRound aria-hidden />
            Your account
          </MenuItem>
          <MenuItem onSelect={() => router.push("/account/security")}>
            <ShieldCheck aria-hidden />
            Security
          </MenuItem>
        </>
      )}
      {others.length > 0 && <MenuLabel>Go to</MenuLabel>}
      {others.map(({ tenant }) => (
        <MenuItem key={tenant.id} onSelect={() => switchTenant(tenant.id)}>
          <Building2 aria-hidden />
          <span className="truncate">{tenant.name}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map(([value, title, Icon]) => (
        <MenuItem key={value} onSelect={() => setTheme(value)}>
          <Icon aria-hidden />
          <span className={cn(theme === value && "font-medium")}>{title}</span>
          {theme === value && <span className="ml-auto text-2xs text-muted">chosen</span>}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
