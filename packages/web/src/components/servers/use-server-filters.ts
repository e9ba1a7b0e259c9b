import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { SERVER_SORTS, SERVER_STATUSES } from "@/lib/api/shapes.ts";

const parsers = {
  name: parseAsString.withDefault(""),
  status: parseAsStringLiteral(SERVER_STATUSES),
  labels: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(SERVER_SORTS).withDefault("created:desc"),
  cursor: parseAsString,
};

/** Filter, order and page of a server list, in the URL. Changing a filter begins again at the first page. */
export function useServerFilters() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  return {
    state,
    filtered: state.name !== "" || state.status !== null || state.labels !== "",
    filter: (change: Partial<Omit<typeof state, "cursor" | "sort">>) =>
      set({ ...change, cursor: null }, { limitUrlUpdates: debounce(250) }),
    sortBy: (sort: string) => set({ sort: SERVER_SORTS.find((one) => one === sort) ?? null, cursor: null }),
    move: (cursor: string | null) => set({ cursor }, { history: "push" }),
    clear: () => set({ name: null, status: null, labels: null, cursor: null }),
    query: {
      name: state.name || undefined,
      status: state.status ?? undefined,
      label_selector: state.labels || undefined,
      sort: state.sort,
      cursor: state.cursor ?? undefined,
      limit: 25,
    },
  };
}
export type ServerFilterState = ReturnType<typeof useServerFilters>;
