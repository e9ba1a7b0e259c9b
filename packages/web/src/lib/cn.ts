import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; a later one wins over an earlier of the same kind. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
