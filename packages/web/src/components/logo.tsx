export const Logo = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden focusable="false">
    <rect width="32" height="32" rx="8" className="fill-accent" />
    <path d="M9 8v16M23 8v16M9 16h14" className="stroke-accent-ink" strokeWidth="3.4" strokeLinecap="round" />
    <circle cx="16" cy="16" r="3.1" className="fill-accent-ink" />
  </svg>
);
