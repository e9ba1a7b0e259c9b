"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SignInSettings, setProvider } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { Field, Input, NativeSelect } from "../ui/field.tsx";

const NEWCOMERS = ["read-only", "member"] as const;

/** Which OpenID Connect provider says who the tenant's people are. */
export default function ProviderDialog({ settings, onClose }: { settings: SignInSettings; onClose: () => void }) {
  const client = useQueryClient();
  const { provider, redirect_url, dns_record } = settings;
  const save = useMutation({
    mutationFn: setProvider,
    onSuccess: () => {
      toast.success("People can sign in with your company");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tenant", "sign-in"] }),
  });

  function submit(form: FormData) {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const secret = text("client_secret");
    save.mutate({
      issuer: text("issuer"),
      client_id: text("client_id"),
      ...(secret ? { client_secret: secret } : {}),
      domains: text("domains")
        .split(/[\s,]+/)
        .filter(Boolean),
      newcomers: NEWCOMERS.find((one) => one === text("newcomers")) ?? null,
    });
  }

  return (
    <AskDialog
      title="The company's own sign-in"
      description="An OpenID Connect provider that says who your people are. They get into this tenant by it, and nowhere else."
      verb="Save"
      change={save}
      fields={["issuer", "client_id", "client_secret", "domains", "domains.0", "newcomers"]}
      noValidate
      onClose={onClose}
      onAnswer={submit}
    >
      <Facts>
        <Fact name="Redirect URI">
          <Copy what="redirect URI" value={redirect_url} />
        </Fact>
      </Facts>
      <Field label="Issuer" hint="As the provider calls itself." error={fieldError(save.error, "issuer")}>
        {(wiring) => (
          <Input
            {...wiring}
            name="issuer"
            type="url"
            defaultValue={provider?.issuer}
            placeholder="https://login.example.com"
          />
        )}
      </Field>
      <Field label="Client ID" error={fieldError(save.error, "client_id")}>
        {(wiring) => <Input {...wiring} name="client_id" defaultValue={provider?.client_id} autoComplete="off" />}
      </Field>
      <Field
        label="Client secret"
        hint={provider ? "Left empty, it stays as it is." : "Kept sealed, and never shown again."}
        error={fieldError(save.error, "client_secret")}
      >
        {(wiring) => <Input {...wiring} name="client_secret" type="password" autoComplete="new-password" />}
      </Field>
      <Field
        label="Domains"
        hint="Of your people's addresses, with spaces between. Each needs the TXT record below."
        error={fieldError(save.error, "domains") ?? fieldError(save.error, "domains.0")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            name="domains"
            defaultValue={provider?.domains.join(" ")}
            placeholder="example.com"
            autoComplete="off"
          />
        )}
      </Field>
      <Facts>
        <Fact name="TXT record">
          <Copy what="record name" value={`${dns_record.name}.example.com`} />
        </Fact>
        <Fact name="Its value">
          <Copy what="record value" value={dns_record.value} />
        </Fact>
      </Facts>
      <Field label="Who comes for the first time" error={fieldError(save.error, "newcomers")}>
        {(wiring) => (
          <NativeSelect {...wiring} name="newcomers" defaultValue={provider?.newcomers ?? ""}>
            <option value="">is refused: only members get in</option>
            <option value="read-only">becomes a read-only member</option>
            <option value="member">becomes a member who may order servers</option>
          </NativeSelect>
        )}
      </Field>
    </AskDialog>
  );
}
