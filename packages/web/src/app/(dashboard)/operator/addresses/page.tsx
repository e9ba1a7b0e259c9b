import type { Metadata } from "next";
import { AddressesPage } from "@/components/operator/addresses-page.tsx";

export const metadata: Metadata = { title: "Addresses" };

export default function Page() {
  return <AddressesPage />;
}
