import { useEffect } from "react";

/** The tab's title once the name is known; the page's metadata only knows its kind. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Hostwright`;
  }, [title]);
}
