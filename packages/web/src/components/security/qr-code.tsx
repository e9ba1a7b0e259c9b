import encodeQR from "qr";
import { cn } from "@/lib/cn.ts";

/** A QR code as one path, black on white in the dark too: that is what cameras look for. */
export function QrCode({ text, className }: { text: string; className?: string }) {
  const rows = encodeQR(text, "raw", { border: 2 });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label="The secret as a QR code"
      shapeRendering="crispEdges"
      className={cn("rounded-md border bg-white", className)}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
