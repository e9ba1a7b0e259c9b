/** Asks the person to show once more that it is them; whether they did. The shell answers it with its dialog. */
type Asker = () => Promise<boolean>;

let asker: Asker | undefined;
let asking: Promise<boolean> | undefined;

export function answerStepUp(next: Asker): () => void {
  asker = next;
  return () => {
    asker = undefined;
  };
}

/** One question at a time, however many requests wait for it. */
export function askStepUp(): Promise<boolean> {
  asking ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}
