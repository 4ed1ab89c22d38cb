import { answered, client, type Answer } from "../client";

export type Demand = Answer<"/api/catalog/v1/demands">["items"][number];
export type Outcome = "dropped" | "added" | "justified";

export function demands(state: "open" | "closed" | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(state && { state }) };
  return answered(client.GET("/api/catalog/v1/demands", { params: { query }, signal }));
}

/** The owner's answer to what a window demanded beyond a sheet. */
export function close(one: Pick<Demand, "demand_id" | "version">, outcome: Outcome, answer: string): Promise<Demand> {
  const params = { path: { demand_id: one.demand_id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/demands/{demand_id}/close", { params, body: { outcome, answer } }));
}
