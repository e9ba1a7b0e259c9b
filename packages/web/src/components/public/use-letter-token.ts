"use client";

import { useSyncExternalStore } from "react";

const subscribe = (onChange: () => void) => {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
};
const read = () => new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";

/** The token of the letter's link, from the part of the address that no server sees; undefined before the page lives. */
export const useLetterToken = (): string | undefined => useSyncExternalStore(subscribe, read, () => undefined);
