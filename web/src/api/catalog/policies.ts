import { answered, client, type Answer, type Body } from "../client";

export type Policy = Answer<"/api/catalog/v1/operator/policies">["items"][number];
export type Content = NonNullable<Policy["draft"]>;
export type Publication = Answer<"/api/catalog/v1/operator/policies/{policy_id}/publications">[number];
export type Fact = Answer<"/api/catalog/v1/policies/facts">[number];
export type Condition = NonNullable<Content["conditions"]>[number];
export type Block = Content["text"][number];
export type Compilation = Answer<"/api/catalog/v1/operator/compilations">[number];
export type FullCompilation = Answer<"/api/catalog/v1/operator/compilations/{region}/{year}/{quarter}">;
export type Quarter = Pick<Compilation, "region_code" | "year" | "quarter">;

const of = (one: Pick<Policy, "policy_id" | "version">) => ({
  path: { policy_id: one.policy_id },
  header: { "If-Match": `"${one.version}"` },
});
const issue = (one: Quarter) => ({ path: { region: one.region_code, year: one.year, quarter: one.quarter } });

export function policies(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/policies", { params: { query: { after, limit: 50 } }, signal }));
}

export function policy(policyId: string, signal?: AbortSignal): Promise<Policy> {
  const params = { path: { policy_id: policyId } };
  return answered(client.GET("/api/catalog/v1/operator/policies/{policy_id}", { params, signal }));
}

export function facts(signal?: AbortSignal): Promise<Fact[]> {
  return answered(client.GET("/api/catalog/v1/policies/facts", { signal }));
}

export function begin(region: string, content: Content): Promise<Policy> {
  const body: Body<"/api/catalog/v1/operator/policies"> = { region_code: region, content };
  return answered(client.POST("/api/catalog/v1/operator/policies", { body }));
}

export function draft(one: Policy, content: Content): Promise<Policy> {
  return answered(client.PUT("/api/catalog/v1/operator/policies/{policy_id}", { params: of(one), body: content }));
}

export function publish(one: Policy): Promise<Policy> {
  return answered(client.POST("/api/catalog/v1/operator/policies/{policy_id}/publish", { params: of(one) }));
}

export function withdraw(one: Policy): Promise<Policy> {
  return answered(client.POST("/api/catalog/v1/operator/policies/{policy_id}/withdraw", { params: of(one) }));
}

export function publications(policyId: string, signal?: AbortSignal): Promise<Publication[]> {
  const params = { path: { policy_id: policyId } };
  return answered(client.GET("/api/catalog/v1/operator/policies/{policy_id}/publications", { params, signal }));
}

export function compilations(signal?: AbortSignal): Promise<Compilation[]> {
  return answered(client.GET("/api/catalog/v1/operator/compilations", { signal }));
}

export function compilation(one: Quarter, signal?: AbortSignal): Promise<FullCompilation> {
  return answered(client.GET("/api/catalog/v1/operator/compilations/{region}/{year}/{quarter}", { params: issue(one), signal }));
}

/** Collects a quarter's policies under a title; done again, it takes in what has come since. */
export function compile(one: Quarter, title: string, foreword: Block[]): Promise<Compilation> {
  const options = { params: issue(one), body: { title, foreword } };
  return answered(client.PUT("/api/catalog/v1/operator/compilations/{region}/{year}/{quarter}", options));
}

export function publishCompilation(one: Compilation): Promise<Compilation> {
  const params = { ...issue(one), header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/operator/compilations/{region}/{year}/{quarter}/publish", { params }));
}
