import { cva } from "class-variance-authority";

/** A button's look, for links that look like one, too. */
export const buttonStyle = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-[background-color,border-color,color,opacity] duration-100 disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:shadow-none [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-accent-ink shadow-card hover:not-aria-disabled:bg-accent-strong",
        outline: "border border-strong bg-surface text-ink shadow-card hover:not-aria-disabled:bg-sunken",
        quiet: "text-muted hover:not-aria-disabled:bg-sunken hover:not-aria-disabled:text-ink",
        danger:
          "border border-strong bg-surface text-bad shadow-card hover:not-aria-disabled:border-bad hover:not-aria-disabled:bg-bad-soft",
        destroy: "bg-bad text-white shadow-card hover:not-aria-disabled:bg-bad-strong dark:text-canvas",
      },
      size: {
        sm: "h-7 px-2 text-xs",
        md: "h-8 px-3 text-sm",
        lg: "h-10 px-4 text-base",
        icon: "size-8",
        "icon-sm": "size-7",
      },
    },
    defaultVariants: { look: "outline", size: "md" },
  },
);
