/** What our own rules do, above the customer's, in the order in which they are asked. */
export function rulesAbove(smtpOpen: boolean, foreign: number): { name: string; description: string }[] {
  return [
    {
      name: "Own addresses only",
      description: "The server sends from its own MAC address and its own IP addresses; anything else is dropped.",
    },
    {
      name: "No DHCP and no router advertisements",
      description: "It cannot hand out addresses or routes to its neighbours.",
    },
    smtpOpen
      ? { name: "Outgoing mail is open", description: "TCP port 25 may be reached. Support has opened it." }
      : {
          name: "Outgoing mail is closed",
          description: "TCP port 25 cannot be reached. Port 587 can. Ask support to open port 25.",
        },
    ...(foreign > 0
      ? [
          {
            name: foreign === 1 ? "A rule of our staff" : `${foreign} rules of our staff`,
            description: "Set for this server by hand. Support can tell you more.",
          },
        ]
      : []),
    {
      name: "Answers come in",
      description: "What belongs to a connection that was let through is let through in both directions.",
    },
  ];
}
