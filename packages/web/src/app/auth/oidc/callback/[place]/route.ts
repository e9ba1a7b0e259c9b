import type { NextRequest } from "next/server";
import { comeBack } from "@/lib/session/company-callback.ts";

/** A provider's own redirect URI: its tenant's id, or `staff`. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ place: string }> }): Promise<Response> {
  return comeBack(request, (await params).place);
}
