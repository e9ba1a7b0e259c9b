"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { meQuery } from "@/lib/api/catalog.ts";
import { cn } from "@/lib/cn.ts";
import { signOut } from "@/lib/sign-out.ts";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../ui/menu.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

export const THEMES = [
  ["light", "Light", Sun],
  ["dark", "Dark", Moon],
  ["system", "As the system", Monitor],
] as const;

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");

/** Who is signed in, where, as what; theme; sign out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const { data: me } = useQuery(meQuery);
  const { theme, setTheme } = useTheme();
  const where = me?.operator ? "Platform operator" : me?.tenant?.name;
  return (
    <Menu
      side={compact ? "bottom" : "top"}
      align={compact ? "end" : "start"}
      className="w-56"
      trigger={
        <button
          type="button"
          className={cn(
            "flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-sunken data-popup-open:bg-sunken",
            compact && "p-1",
          )}
        >
          <span className="sr-only">Account: </span>
          <span
            aria-hidden={!compact}
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-medium text-2xs text-accent"
          >
            {me ? initials(me.user.name) : ""}
          </span>
          {!compact && (
            <>
              <span className="min-w-0 flex-1">
                {me ? (
                  <>
                    <span className="block truncate font-medium text-sm leading-4">{me.user.name}</span>
                    <span className="block truncate text-2xs text-muted">{where}</span>
                  </>
                ) : (
                  <>
                    <Skeleton className="mb-1 h-3 w-20" />
                    <Skeleton className="h-3 w-14" />
                  </>
                )}
              </span>
              <ChevronsUpDown aria-hidden className="size-3.5 text-faint" />
            </>
          )}
        </button>
      }
    >
      {me && (
        <div className="px-2 py-1.5">
          <p className="truncate font-medium text-sm">{me.user.name}</p>
          <p className="truncate text-muted text-xs">{me.user.email}</p>
          <p className="mt-1 truncate text-muted text-xs">
            {where}
            {me.role && <span> · {me.role}</span>}
          </p>
        </div>
      )}
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
