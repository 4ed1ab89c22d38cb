import type { ItemSummary } from "@/api/catalog";
import { FACETS, type Facet, type Facets, type Filters } from "@/api/search";

export interface Choice {
  value: string;
  label: string;
  count: number;
}

/** A filter with its values, in words and with what choosing each leaves. */
export interface FilterGroup {
  facet: Facet;
  choices: Choice[];
}

export type NameOf = (facet: Facet, value: string) => string;

/** The filters of an address; other members of its query mean other things. */
export function filtersOf(query: Record<string, unknown>): Filters {
  const filters: Filters = {};
  for (const facet of FACETS) {
    const value = query[facet];
    if (typeof value === "string" && value !== "") filters[facet] = value;
  }
  return filters;
}

/** What there is to choose; a filter that would change nothing is left out unless it is set. */
export function groupsOf(facets: Facets, filters: Filters, total: number, nameOf: NameOf): FilterGroup[] {
  const groups: FilterGroup[] = [];
  for (const facet of FACETS) {
    const counts = facets[facet] ?? [];
    const tells = counts.length > 1 || counts.some((one) => one.count < total);
    if (counts.length === 0 || !(tells || filters[facet])) continue;
    groups.push({ facet, choices: counts.map((one) => ({ ...one, label: nameOf(facet, one.value) })) });
  }
  return groups;
}

/** By which values an item is found under the filters of a list. */
const VALUES: Partial<Record<Facet, (item: ItemSummary) => string[]>> = {
  audience: (item) => item.audiences,
  department: (item) => [item.department_code],
  case_type: (item) => [item.case_type],
  channel: (item) => [...(item.is_online ? ["online"] : []), ...(item.is_kiosk ? ["kiosk"] : [])],
};

export function fits(item: ItemSummary, filters: Filters): boolean {
  return FACETS.every((facet) => {
    const wanted = filters[facet];
    return wanted === undefined || (VALUES[facet]?.(item) ?? []).includes(wanted);
  });
}

/** Counts as search makes them: of a filter's values, among what the other filters leave. */
export function facetsOf(items: readonly ItemSummary[], filters: Filters): Facets {
  const facets: Facets = {};
  for (const facet of FACETS) {
    const values = VALUES[facet];
    if (!values) continue;
    const { [facet]: _own, ...rest } = filters;
    const counts = new Map<string, number>();
    for (const item of items.filter((one) => fits(one, rest))) {
      for (const value of values(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    facets[facet] = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
  }
  return facets;
}
