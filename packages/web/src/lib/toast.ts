import type { ExternalToast } from "sonner";

type Kind = "success" | "error" | "info";

/** Toasts come with the code that shows them, loaded after the page: nothing on the first screen needs it. */
const show =
  (kind: Kind) =>
  (message: string, options?: ExternalToast): void => {
    void import("sonner").then(({ toast }) => toast[kind](message, options));
  };

export const toast = { success: show("success"), error: show("error"), info: show("info") };
