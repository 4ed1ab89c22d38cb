import * as catalog from "@/api/catalog";
import * as lists from "@/api/lists";
import type { Facet } from "@/api/search";
import { useSpeech } from "@/shared/i18n";
import { useLoad } from "@/shared/load";
import type { NameOf } from "./filters";

/** The words for filters' values; departments and themes are fetched, and stand as codes until they are there. */
export function useFacetNames(): NameOf {
  const { t, code } = useSpeech();
  const departments = useLoad(async (signal) => new Map((await lists.departments(signal)).map((one) => [one.code, one.name])));
  const themes = useLoad(
    async (signal) => new Map((await catalog.themes(signal)).map((one) => [`${one.audience}-${one.code}`, one.name])),
  );
  const NAMES: Record<Facet, (value: string) => string> = {
    audience: (value) => code("audience", value),
    case_type: (value) => code("caseType", value),
    channel: (value) => t(`channel.${value}`),
    level: (value) => t(`regionLevel.${value}`),
    department: (value) => departments.data.value?.get(value) ?? value,
    theme: (value) => themes.data.value?.get(value) ?? value,
  };
  return (facet, value) => NAMES[facet](value);
}
