/** What the page's buttons do with either screen. */
export interface ScreenHandle {
  focus(): void;
  /** What is marked; empty where nothing is, or nothing can be. */
  copy(): string;
  /** Types a text. */
  paste(text: string): void;
  ctrlAltDel?(): void;
}
