import { useEffect, useState } from "react";

/** As many rows as the API gives at once. */
export const PAGE = 100;
/** Beyond this many pages, only an exact name finds a server. */
export const MAX_PAGES = 10;
const SETTLE_MS = 200;

/** The text once typing has paused. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
