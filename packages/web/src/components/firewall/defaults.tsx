import { Field, NativeSelect } from "../ui/field.tsx";
import type { Settings } from "./rules.ts";

interface Props {
  settings: Settings;
  reason: string | undefined;
  onChange: (settings: Settings) => void;
}

const decisionOf = (value: string) => (value === "drop" ? "drop" : "accept");

/** What becomes of what no rule matches. */
export function Defaults({ settings, reason, onChange }: Props) {
  return (
    <div className="grid gap-3 border-t p-4 sm:grid-cols-2">
      <Field label="Other incoming traffic" hint="What no rule above matches.">
        {(wiring) => (
          <NativeSelect
            {...wiring}
            disabled={reason !== undefined}
            value={settings.default_in}
            onChange={(event) => onChange({ ...settings, default_in: decisionOf(event.target.value) })}
          >
            <option value="accept">Accept</option>
            <option value="drop">Drop</option>
          </NativeSelect>
        )}
      </Field>
      <Field label="Other outgoing traffic" hint="Dropped, the server fetches no updates either.">
        {(wiring) => (
          <NativeSelect
            {...wiring}
            disabled={reason !== undefined}
            value={settings.default_out}
            onChange={(event) => onChange({ ...settings, default_out: decisionOf(event.target.value) })}
          >
            <option value="accept">Accept</option>
            <option value="drop">Drop</option>
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}
