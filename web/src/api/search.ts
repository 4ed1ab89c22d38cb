import { answered, client, type Answer } from "./client";

type Asked = Answer<"/api/catalog/v1/search">;
/** Pairs of offsets in characters, from and to; the document's tuples come as open lists. */
export type Spans = readonly (readonly number[])[];
type Spanned<T> = Omit<T, "spans" | "matched_spans"> & { spans: Spans; matched_spans: Spans };

export type Hit = Spanned<Asked["hits"][number]>;
/** Something that is no item: a question, a site, a policy, a guide as a film. */
export type Other = Spanned<Asked["others"][number]>;
export type Facets = Asked["facets"];
export type SearchAnswer = Omit<Asked, "hits" | "others"> & { hits: Hit[]; others: Other[] };

/** By what results are told apart; the names are those of the query and of the answer's facets. */
export const FACETS = ["channel", "audience", "theme", "department", "case_type", "level"] as const;
export type Facet = (typeof FACETS)[number];
export type Filters = Partial<Record<Facet, string>>;

export interface SearchQuery {
  q: string;
  region: string;
  filters: Filters;
  profile: "person" | "enterprise";
  age?: number;
  limit: number;
}

export async function search({ filters, ...query }: SearchQuery, signal?: AbortSignal): Promise<SearchAnswer> {
  const asked = { ...query, ...filters } as Omit<SearchQuery, "filters">;
  return (await answered(client.GET("/api/catalog/v1/search", { params: { query: asked }, signal: signal ?? null }))) as SearchAnswer;
}

export async function suggest(q: string, signal?: AbortSignal): Promise<string[]> {
  const params = { query: { q } };
  return (await answered(client.GET("/api/catalog/v1/search/suggest", { params, signal: signal ?? null }))).suggestions;
}

/** Counts that a result was opened; nothing is kept of who did. People go on whether or not it was counted. */
export async function countClick(opened: { q: string; region: string; kind: string; key: string; place: number }): Promise<void> {
  try {
    await answered(client.POST("/api/catalog/v1/search/clicks", { body: opened }));
  } catch {
    // The count is one less.
  }
}
