import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ADOPTION_VERBS, type Adoption, type AdoptionVerb } from "@/lib/api/migrations.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ReasonButton } from "../ui/reason-button.tsx";

const WORDS: Record<AdoptionVerb, { title: string; done: string }> = {
  adopt: { title: "Mark the VM", done: "Marking the VM; it goes on running as it is" },
  disown: { title: "Take the mark away", done: "Taking the mark from the VM; it goes on running as it is" },
  "hand-over": { title: "Hand over", done: "The server is run here from now on" },
  "hand-back": { title: "Hand back", done: "The system it comes from runs the server again" },
};

const VERBS: Record<Adoption["state"], AdoptionVerb[]> = {
  unbound: [],
  bound: ["adopt"],
  adopted: ["hand-over", "disown"],
  handed_over: ["hand-back"],
};

/** The next steps of one server, and the way back. */
export function AdoptionActions({ adoption }: { adoption: Adoption }) {
  const client = useQueryClient();
  const missing = useMissing("operator:migrate");
  const change = useMutation({
    mutationFn: async (verb: AdoptionVerb) => {
      await ADOPTION_VERBS[verb](adoption.server.id);
      return verb;
    },
    onSuccess: (verb) => toast.success(WORDS[verb].done),
    onError: (error, verb) => notifyProblem(error, WORDS[verb].title),
    onSettled: () => client.invalidateQueries({ queryKey: ["operator"] }),
  });
  const busy =
    adoption.action === null ? undefined : "Another action is changing this server. Wait until it has ended.";
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      {VERBS[adoption.state].map((verb) => (
        <ReasonButton
          key={verb}
          size="sm"
          reason={missing ?? busy}
          disabled={change.isPending}
          aria-label={`${WORDS[verb].title}: ${adoption.server.name}`}
          onClick={() => change.mutate(verb)}
        >
          {WORDS[verb].title}
        </ReasonButton>
      ))}
    </span>
  );
}
