import { Field, Input } from "./ui/field.tsx";

interface Props {
  /** What has to be typed. */
  name: string;
  typed: string;
  onType: (typed: string) => void;
}

/** Before what cannot be undone: whoever types the name has seen which one it is. */
export const TypeToConfirm = ({ name, typed, onType }: Props) => (
  <Field label={`Type ${name} to confirm`}>
    {(wiring) => (
      <Input
        {...wiring}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    )}
  </Field>
);
