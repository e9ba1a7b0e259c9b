import { redirect } from "next/navigation";

/** Operators who come here are sent on to their half by the shell. */
export default function Home() {
  redirect("/servers");
}
