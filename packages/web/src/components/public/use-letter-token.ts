"use client";

import { useSyncExternalStore } from "react";

const subscribe = (onChange: () => void) => {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
};
const read = () => new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";

/** The token of the letter's link, from the part of the address that no server sees; undefined before the page lives. */
export const useLetterToken = (): string | undefined => useSyncExternalStore(subscribe, read, () => undefined);

const never = () => () => {};

/** Whether the page's scripts run: before, a press would send a form to the server, its fields in the address. */
export const useLive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
