import { labelRecord } from "../../lib/labels.ts";
import type { OrderForm } from "./form-schema.ts";

export const keyLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The order as the API takes it. */
export const orderBody = (form: OrderForm) => ({
  name: form.name,
  plan: form.plan,
  image: form.image,
  location: form.location,
  ssh_keys: keyLines(form.ssh_keys),
  labels: labelRecord(form.labels),
});
