/** Ends the session and leaves nothing of it in memory: the sign-in page is loaded anew. */
export async function signOut(): Promise<void> {
  await fetch("/auth/logout", { method: "POST" }).catch(() => undefined);
  window.location.assign("/sign-in");
}
