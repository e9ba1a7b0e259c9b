"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRef } from "react";
import { Button } from "./ui/button.tsx";

interface PagerProps {
  /** What is listed: "servers". */
  what: string;
  cursor: string | null;
  next: string | null | undefined;
  /** null: the first page. */
  onMove: (cursor: string | null) => void;
}

/**
 * Pages by cursor. A cursor only leads forward, so the way back is what was passed on the way here; opened by a link,
 * back means the first page.
 */
export function Pager({ what, cursor, next, onMove }: PagerProps) {
  const passed = useRef<(string | null)[]>([]);
  if (!cursor && !next) return null;
  return (
    <nav aria-label={`Pages of ${what}`} className="mt-3 flex items-center justify-end gap-2">
      <Button size="sm" disabled={!cursor} onClick={() => onMove(passed.current.pop() ?? null)}>
        <ChevronLeft aria-hidden />
        Previous
      </Button>
      <Button
        size="sm"
        disabled={!next}
        onClick={() => {
          passed.current.push(cursor);
          onMove(next ?? null);
        }}
      >
        Next
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
