/** A terminal on one wire: takes what the client types, says what it shows. */
export interface Terminal {
  open(): string;
  type(text: string): string;
}

/** The serial console of a Debian that lets anyone in and can do next to nothing. */
export class SerialLogin implements Terminal {
  #host: string;
  #line = "";
  #state: "login" | "password" | "shell" = "login";

  constructor(host: string) {
    this.#host = host;
  }

  open(): string {
    return `\r\nDebian GNU/Linux 13 ${this.#host} ttyS0\r\n\r\n${this.#host} login: `;
  }

  type(text: string): string {
    let shown = "";
    for (const char of text) {
      if (char === "\r" || char === "\n") {
        shown += `\r\n${this.#enter(this.#line)}`;
        this.#line = "";
      } else if (char === "\x7f" || char === "\b") {
        if (this.#line !== "" && this.#state !== "password") shown += "\b \b";
        this.#line = this.#line.slice(0, -1);
      } else if (char >= " ") {
        this.#line += char;
        if (this.#state !== "password") shown += char;
      }
    }
    return shown;
  }

  #enter(line: string): string {
    if (this.#state === "login") {
      this.#state = line === "" ? "login" : "password";
      return line === "" ? `${this.#host} login: ` : "Password: ";
    }
    if (this.#state === "password") {
      this.#state = "shell";
      return `This machine is simulated: no system runs behind it.\r\n${this.#prompt()}`;
    }
    const [command = "", ...words] = line.trim().split(/\s+/);
    if (command === "exit" || command === "logout") {
      this.#state = "login";
      return this.open();
    }
    if (command === "hostname") return `${this.#host}\r\n${this.#prompt()}`;
    if (command === "echo") return `${words.join(" ")}\r\n${this.#prompt()}`;
    return `${command === "" ? "" : `-bash: ${command}: command not found\r\n`}${this.#prompt()}`;
  }

  #prompt(): string {
    return `root@${this.#host}:~# `;
  }
}
