import { Duplex } from "node:stream";

/** Shown to whoever attaches later. */
const KEPT_BYTES = 16 * 1024;

/** The console of a guest for as many as look at it: all see what it prints, any may type. */
export class SerialConsole {
  #kept: Buffer[] = [];
  #bytes = 0;
  #viewers = new Set<Duplex>();
  #type: (data: Buffer) => void = () => undefined;

  /** Connects it to a guest that has just been started. */
  connect(type: (data: Buffer) => void): void {
    this.#type = type;
  }

  print(data: Buffer): void {
    this.#kept.push(data);
    this.#bytes += data.length;
    while (this.#bytes > KEPT_BYTES && this.#kept.length > 1) this.#bytes -= this.#kept.shift()?.length ?? 0;
    for (const viewer of this.#viewers) viewer.push(data);
  }

  attach(): Duplex {
    const viewer: Duplex = new Duplex({
      // A viewer that does not read fills its own buffer only; what the guest prints cannot wait.
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        this.#type(chunk);
        callback();
      },
      destroy: (error, callback) => {
        this.#viewers.delete(viewer);
        callback(error);
      },
    });
    for (const data of this.#kept) viewer.push(data);
    this.#viewers.add(viewer);
    return viewer;
  }

  /** The guest is gone. */
  end(): void {
    for (const viewer of this.#viewers) viewer.push(null);
    this.#viewers.clear();
    this.#type = () => undefined;
  }
}
