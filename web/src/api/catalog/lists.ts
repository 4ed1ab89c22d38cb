import { answered, client, type Answer, type Body } from "../client";

export type List = Answer<"/api/catalog/v1/operator/lists">[number];
export type Fact = Answer<"/api/catalog/v1/operator/lists/facts">[number];
export type Round = Answer<"/api/catalog/v1/operator/rounds/{round_id}">;
export type RoundIn = Body<"/api/catalog/v1/operator/lists/{kind}/rounds">;
export type Counts = Answer<"/api/catalog/v1/operator/rounds/{round_id}/counts">;
export type Proposal = Answer<"/api/catalog/v1/operator/rounds/{round_id}/proposals">["items"][number];
export type FullProposal = Answer<"/api/catalog/v1/operator/proposals/{proposal_id}">;
export type ProposalIn = Body<"/api/catalog/v1/operator/rounds/{round_id}/proposals">["proposals"][number];
export type TestIn = Body<"/api/catalog/v1/operator/proposals/{proposal_id}/tests">;
export type DecisionIn = Body<"/api/catalog/v1/operator/rounds/{round_id}/decisions">;
export type Decided = Answer<"/api/catalog/v1/operator/rounds/{round_id}/decisions", "post">;
export type Comparison = Answer<"/api/catalog/v1/operator/rounds/{round_id}/comparison">;
export type Outcome = Comparison["results"][number]["outcome"];
export type Judged = Answer<"/api/catalog/v1/operator/lists/{kind}/judgements/{item_id}">;
export type Task = Answer<"/api/catalog/v1/operator/list-tasks">["items"][number];

const of = (roundId: string) => ({ path: { round_id: roundId } });

export function lists(signal?: AbortSignal): Promise<List[]> {
  return answered(client.GET("/api/catalog/v1/operator/lists", { signal }));
}

export function facts(signal?: AbortSignal): Promise<Fact[]> {
  return answered(client.GET("/api/catalog/v1/operator/lists/facts", { signal }));
}

export function changeCriteria(one: List, body: Body<"/api/catalog/v1/operator/lists/{list_id}", "put">): Promise<List> {
  const params = { path: { list_id: one.list_id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.PUT("/api/catalog/v1/operator/lists/{list_id}", { params, body }));
}

/** Whether an item meets what a list asks for, and why. */
export function judge(one: Pick<List, "kind" | "region_code">, itemId: string, signal?: AbortSignal): Promise<Judged> {
  const params = { path: { kind: one.kind, item_id: itemId }, query: { region: one.region_code } };
  return answered(client.GET("/api/catalog/v1/operator/lists/{kind}/judgements/{item_id}", { params, signal }));
}

export function openRound(one: Pick<List, "kind" | "region_code">, body: RoundIn): Promise<Round> {
  const params = { path: { kind: one.kind }, query: { region: one.region_code } };
  return answered(client.POST("/api/catalog/v1/operator/lists/{kind}/rounds", { params, body }));
}

export function rounds(kind: List["kind"] | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(kind && { kind }) };
  return answered(client.GET("/api/catalog/v1/operator/rounds", { params: { query }, signal }));
}

export function round(roundId: string, signal?: AbortSignal): Promise<Round> {
  return answered(client.GET("/api/catalog/v1/operator/rounds/{round_id}", { params: of(roundId), signal }));
}

export function counts(roundId: string, signal?: AbortSignal): Promise<Counts> {
  return answered(client.GET("/api/catalog/v1/operator/rounds/{round_id}/counts", { params: of(roundId), signal }));
}

export interface ProposalQuery {
  region?: string | undefined;
  state?: Proposal["state"] | undefined;
  verdict?: Proposal["verdict"] | undefined;
  tried?: Proposal["tried"] | undefined;
}

export function proposals(roundId: string, query: ProposalQuery, after: string | null, signal?: AbortSignal) {
  const params = { ...of(roundId), query: { ...query, after, limit: 50 } };
  return answered(client.GET("/api/catalog/v1/operator/rounds/{round_id}/proposals", { params, signal }));
}

export function propose(roundId: string, found: ProposalIn[]) {
  const options = { params: of(roundId), body: { proposals: found } };
  return answered(client.POST("/api/catalog/v1/operator/rounds/{round_id}/proposals", options));
}

export function proposal(proposalId: string, signal?: AbortSignal): Promise<FullProposal> {
  const params = { path: { proposal_id: proposalId } };
  return answered(client.GET("/api/catalog/v1/operator/proposals/{proposal_id}", { params, signal }));
}

export function recordTest(proposalId: string, body: TestIn): Promise<FullProposal> {
  const params = { path: { proposal_id: proposalId } };
  return answered(client.POST("/api/catalog/v1/operator/proposals/{proposal_id}/tests", { params, body }));
}

export function withdrawProposal(one: Pick<Proposal, "proposal_id" | "version">): Promise<FullProposal> {
  const params = { path: { proposal_id: one.proposal_id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/operator/proposals/{proposal_id}/withdraw", { params }));
}

/** Decides named proposals, or all that are left among some. */
export function decide(roundId: string, body: DecisionIn): Promise<Decided> {
  return answered(client.POST("/api/catalog/v1/operator/rounds/{round_id}/decisions", { params: of(roundId), body }));
}

/** Lets a round take no more proposals; counties read why. */
export function closeRound(one: Pick<Round, "round_id" | "version">, reason: string): Promise<Round> {
  const params = { ...of(one.round_id), header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/operator/rounds/{round_id}/close", { params, body: { reason } }));
}

export function publishRound(roundId: string): Promise<Round> {
  return answered(client.POST("/api/catalog/v1/operator/rounds/{round_id}/publish", { params: of(roundId) }));
}

export function comparison(roundId: string, outcome: Outcome | undefined, after: string | null, signal?: AbortSignal): Promise<Comparison> {
  const params = { ...of(roundId), query: { after, limit: 50, ...(outcome && { outcome }) } };
  return answered(client.GET("/api/catalog/v1/operator/rounds/{round_id}/comparison", { params, signal }));
}

export function listTasks(state: Task["state"] | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(state && { state }) };
  return answered(client.GET("/api/catalog/v1/operator/list-tasks", { params: { query }, signal }));
}

export function closeListTask(one: Pick<Task, "task_id" | "version">, answer: string): Promise<Task> {
  const params = { path: { task_id: one.task_id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/operator/list-tasks/{task_id}/close", { params, body: { answer } }));
}
