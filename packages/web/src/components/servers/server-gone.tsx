import { ServerOff } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "../ui/button-style.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";

/** Where a deleted server, or one that never was, used to be. */
export function ServerGone({ id }: { id: string }) {
  return (
    <Card>
      <Empty
        icon={ServerOff}
        title="This server is not there"
        actions={
          <>
            <Link href="/servers" className={buttonStyle({ look: "primary" })}>
              All servers
            </Link>
            <Link href={`/activity?resource=${id}`} className={buttonStyle()}>
              What happened to it
            </Link>
          </>
        }
      >
        <h1 className="sr-only">Server not found</h1>
        It was deleted, or never was. A deleted server leaves nothing behind: its disks are gone and its addresses are
        back in the pool.
      </Empty>
    </Card>
  );
}
