"use client";

import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode, Suspense, useState } from "react";

interface LazyMenuProps {
  /** The button it opens from. */
  trigger: ReactElement<HTMLAttributes<HTMLButtonElement>>;
  /** Begins to load the menu. */
  preload: () => unknown;
  /** The loaded menu on the same trigger, open from the start. */
  children: () => ReactNode;
}

/**
 * A menu whose code is loaded when it is first wanted: a pointer over its button is enough, a press opens it. Until
 * then there is only the button, which looks and reads the same.
 */
export function LazyMenu({ trigger, preload, children }: LazyMenuProps) {
  const [used, setUsed] = useState(false);
  if (used) return <Suspense fallback={trigger}>{children()}</Suspense>;
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: () => void preload(),
    onFocus: () => void preload(),
    onClick: () => setUsed(true),
  });
}
