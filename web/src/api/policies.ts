import { answered, client, type Answer, type Body } from "./client";

export type Policy = Answer<"/api/catalog/v1/policies">["items"][number];
export type FullPolicy = Answer<"/api/catalog/v1/policies/{policy_id}">;
/** Something that is known of an enterprise, and what it may be. */
export type Fact = Answer<"/api/catalog/v1/policies/facts">[number];
export type Match = Answer<"/api/catalog/v1/policies/matches", "post">[number];
export type Verdict = Match["verdict"];
export type Profile = Body<"/api/catalog/v1/policies/matches">["profile"];
export type Subscription = Answer<"/api/catalog/v1/policy-subscription">;
export type Notice = Answer<"/api/catalog/v1/policy-subscription/notices">[number];
export type Compilation = Answer<"/api/catalog/v1/compilations">[number];
export type Issue = Answer<"/api/catalog/v1/compilations/{region}/{year}/{quarter}">;

export interface PolicyQuery {
  region: string;
  q?: string;
  is_valid?: boolean;
  after: string | null;
}

export function policies(query: PolicyQuery, signal?: AbortSignal): Promise<Answer<"/api/catalog/v1/policies">> {
  return answered(client.GET("/api/catalog/v1/policies", { params: { query: { ...query, limit: 20 } }, signal: signal ?? null }));
}

export function policy(policyId: string, signal?: AbortSignal): Promise<FullPolicy> {
  const params = { path: { policy_id: policyId } };
  return answered(client.GET("/api/catalog/v1/policies/{policy_id}", { params, signal: signal ?? null }));
}

export function facts(signal?: AbortSignal): Promise<Fact[]> {
  return answered(client.GET("/api/catalog/v1/policies/facts", { signal: signal ?? null }));
}

/** How an enterprise stands against every policy; nothing of what is told is kept. */
export function matches(region: string, profile: Profile): Promise<Match[]> {
  return answered(client.POST("/api/catalog/v1/policies/matches", { body: { region, profile } }));
}

export function subscription(signal?: AbortSignal): Promise<Subscription> {
  return answered(client.GET("/api/catalog/v1/policy-subscription", { signal: signal ?? null }));
}

export function subscribe(region: string, profile: Profile, wantsUnsure: boolean): Promise<Subscription> {
  const body = { region, profile, wants_unsure: wantsUnsure };
  return answered(client.PUT("/api/catalog/v1/policy-subscription", { body }));
}

/** Hears of nothing any more; the profile is forgotten. */
export async function unsubscribe(): Promise<void> {
  await answered(client.DELETE("/api/catalog/v1/policy-subscription"));
}

export function notices(signal?: AbortSignal): Promise<Notice[]> {
  return answered(client.GET("/api/catalog/v1/policy-subscription/notices", { signal: signal ?? null }));
}

export async function seen(): Promise<void> {
  await answered(client.POST("/api/catalog/v1/policy-subscription/notices/seen"));
}

export function compilations(region: string, signal?: AbortSignal): Promise<Compilation[]> {
  return answered(client.GET("/api/catalog/v1/compilations", { params: { query: { region } }, signal: signal ?? null }));
}

export function issue(region: string, year: number, quarter: number, signal?: AbortSignal): Promise<Issue> {
  const params = { path: { region, year, quarter } };
  return answered(client.GET("/api/catalog/v1/compilations/{region}/{year}/{quarter}", { params, signal: signal ?? null }));
}
