import type { Metadata } from "next";
import { ProfilePage } from "@/components/account/profile-page.tsx";

export const metadata: Metadata = { title: "Your account" };

export default function Page() {
  return <ProfilePage />;
}
