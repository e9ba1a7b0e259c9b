import { serverCan } from "@hostwright/core/server/state";
import type { ServerAddress, ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { reasonOf } from "../servers/reason.ts";
import { Copy } from "../ui/copy.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import type { ReverseTarget } from "./reverse-dialog.tsx";

interface Props {
  server: ServerDetail;
  address: ServerAddress;
  onName: (target: ReverseTarget) => void;
  onRelease: (address: ServerAddress) => void;
}

/** One address or network, its reverse names, and how it is set up inside the server. */
export function AddressCard({ server, address, onName, onRelease }: Props) {
  const noName = useMissing("address:update");
  const noRelease = useMissing("address:delete");
  const naming = noName ?? reasonOf(serverCan.setReverseDns(server));
  const shown = address.network ?? address.address;
  const single = address.network === null;
  const [named] = address.reverse_dns;
  return (
    <article aria-label={shown} className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <Copy what={single ? "IPv4 address" : "IPv6 network"} value={shown} />
          <span className="text-muted text-xs">Gateway {address.gateway}</span>
        </span>
        <span className="flex flex-wrap gap-2">
          <ReasonButton
            size="sm"
            reason={naming}
            onClick={() =>
              onName(
                single
                  ? { address: address.address, name: named?.host_name ?? "", fixed: true }
                  : { address: `${address.address}1`, name: "", fixed: false },
              )
            }
          >
            {single ? (named ? "Edit reverse name" : "Set reverse name") : "Add reverse name"}
          </ReasonButton>
          {!address.primary && (
            <ReasonButton
              size="sm"
              look="danger"
              reason={noRelease ?? reasonOf(serverCan.changeAddresses(server))}
              onClick={() => onRelease(address)}
            >
              Give back…
            </ReasonButton>
          )}
        </span>
      </div>
      {address.reverse_dns.length > 0 && (
        <ul aria-label="Reverse names" className="flex flex-col gap-1 text-sm">
          {address.reverse_dns.map((one) => (
            <li key={one.address} className="flex flex-wrap items-center gap-x-2">
              {!single && <code className="font-mono text-xs">{one.address}</code>}
              <span aria-hidden className="text-faint">
                →
              </span>
              <span className="min-w-0 break-all">{one.host_name}</span>
              {!one.published && <span className="text-warn text-xs">not published yet</span>}
              {!single && (
                <ReasonButton
                  size="sm"
                  look="quiet"
                  reason={naming}
                  aria-label={`Edit reverse name of ${one.address}`}
                  onClick={() => onName({ address: one.address, name: one.host_name, fixed: true })}
                >
                  Edit
                </ReasonButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {address.configure_guest && (
        <details className="text-sm">
          <summary className="cursor-pointer rounded text-accent">Set it up inside the server</summary>
          <p className="mt-2 text-muted">
            The network lets it through once it is added. What runs inside does not change by itself:
          </p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard.
            tabIndex={0}
            className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs leading-5"
          >
            {address.configure_guest}
          </pre>
        </details>
      )}
    </article>
  );
}
