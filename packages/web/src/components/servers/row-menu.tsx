"use client";

import { Ellipsis } from "lucide-react";
import { lazy } from "react";
import type { Server } from "@/lib/api/shapes.ts";
import { buttonStyle } from "../ui/button-style.ts";
import { LazyMenu } from "../ui/lazy-menu.tsx";

const load = () => import("./row-menu-items.tsx");
const Items = lazy(load);

/** What can be done with a server straight from the list. */
export function RowMenu({ server }: { server: Server }) {
  const trigger = (
    <button
      type="button"
      aria-label={`Actions for ${server.name}`}
      className={buttonStyle({ look: "quiet", size: "icon-sm" })}
    >
      <Ellipsis aria-hidden />
    </button>
  );
  return (
    <LazyMenu trigger={trigger} preload={load}>
      {() => <Items server={server} trigger={trigger} />}
    </LazyMenu>
  );
}
