import { toast } from "./toast.ts";

const CHANNEL = "hostwright-tenant";

/** Goes on in another tenant; everything of the present one leaves the memory with the page, in every tab. */
export async function switchTenant(tenant: string): Promise<void> {
  const answer = await fetch("/auth/switch", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tenant }),
  }).catch(() => undefined);
  if (!answer?.ok) {
    toast.error("Changing the tenant did not work", { description: "You are where you were. Try again in a moment." });
    return;
  }
  tellOtherTabs();
  window.location.assign("/servers");
}

/** This tab goes somewhere itself; it hears its own word as well. */
let going = false;

/** Has the other tabs begin anew: they would show one tenant and act in the other. */
export function tellOtherTabs(): void {
  going = true;
  new BroadcastChannel(CHANNEL).postMessage("moved");
}

/** Has this tab follow where another goes. */
export function followTenant(): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    if (!going) window.location.assign("/servers");
  };
  return () => channel.close();
}
