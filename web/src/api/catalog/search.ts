import { answered, client, type Answer, type Body } from "../client";

export type Gap = Answer<"/api/catalog/v1/search/gaps">["items"][number];
export type GapState = Gap["state"];
export type GapDecision = Body<"/api/catalog/v1/search/gaps", "put">;
export type Synonym = Answer<"/api/catalog/v1/synonyms">["items"][number];
export type SynonymIn = Body<"/api/catalog/v1/synonyms">;
export type Department = Answer<"/api/catalog/v1/departments">[number];

/** What people ask and do not find, what hurts most first. */
export function gaps(state: GapState | undefined, days: number, after: string | null, signal?: AbortSignal) {
  const query = { days, after, limit: 50, ...(state && { state }) };
  return answered(client.GET("/api/catalog/v1/search/gaps", { params: { query }, signal }));
}

export async function decide(body: GapDecision): Promise<void> {
  await answered(client.PUT("/api/catalog/v1/search/gaps", { body }));
}

export function synonyms(q: string | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(q && { q }) };
  return answered(client.GET("/api/catalog/v1/synonyms", { params: { query }, signal }));
}

const of = (one: Pick<Synonym, "synonym_id" | "version">) => ({
  path: { synonym_id: one.synonym_id },
  header: { "If-Match": `"${one.version}"` },
});

export function addSynonym(body: SynonymIn): Promise<Synonym> {
  return answered(client.POST("/api/catalog/v1/synonyms", { body }));
}

export function changeSynonym(one: Synonym, body: SynonymIn): Promise<Synonym> {
  return answered(client.PUT("/api/catalog/v1/synonyms/{synonym_id}", { params: of(one), body }));
}

export async function removeSynonym(one: Synonym): Promise<void> {
  await answered(client.DELETE("/api/catalog/v1/synonyms/{synonym_id}", { params: of(one) }));
}

export function departments(signal?: AbortSignal): Promise<Department[]> {
  return answered(client.GET("/api/catalog/v1/departments", { signal }));
}

/** What people in a region find when they ask so. */
export function attempt(q: string, region: string, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/search", { params: { query: { q, region, limit: 10 } }, signal }));
}
