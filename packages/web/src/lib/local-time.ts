/** A moment as a `datetime-local` input's text, in the reader's zone. */
export const toLocal = (at: string): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? ""
    : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
