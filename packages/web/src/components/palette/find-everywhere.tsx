"use client";

import { SearchCheck } from "lucide-react";
import { Group, Item } from "./item.tsx";

/** Takes what is typed to where tenants and people are found too, and what is deleted. */
export function FindEverywhere({ search, go }: { search: string; go: (href: string) => void }) {
  if (search.length < 2) return null;
  return (
    <Group heading="Find">
      <Item
        value={`find everywhere ${search}`}
        onSelect={() => go(`/operator/search?${new URLSearchParams({ q: search })}`)}
      >
        <SearchCheck aria-hidden />
        <span className="truncate">Find “{search}” among tenants, people and servers</span>
      </Item>
    </Group>
  );
}
