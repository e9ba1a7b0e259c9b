import type { Metadata } from "next";
import { OrderPage } from "@/components/order/order-page.tsx";

export const metadata: Metadata = { title: "New server" };

type Search = Promise<Record<string, string | string[] | undefined>>;
const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

export default async function NewServerPage({ searchParams }: { searchParams: Search }) {
  const { plan, image, location, name } = await searchParams;
  return <OrderPage preset={{ plan: text(plan), image: text(image), location: text(location), name: text(name) }} />;
}
