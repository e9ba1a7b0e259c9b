import type { Metadata } from "next";
import { SearchPage } from "@/components/search/search-page.tsx";

export const metadata: Metadata = { title: "Find" };

export default function Page() {
  return <SearchPage />;
}
