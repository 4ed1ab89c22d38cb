import { answered, client, type Answer } from "../client";

export type DriftTask = Answer<"/api/catalog/v1/operator/drift/tasks">["items"][number];
export type DriftRun = Answer<"/api/catalog/v1/operator/drift/runs">[number];

/** Items of which others say something else, what is due first before the others. */
export function driftTasks(state: DriftTask["state"], after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/drift/tasks", { params: { query: { state, after, limit: 50 } }, signal }));
}

/** The last comparisons, the newest first. */
export function driftRuns(signal?: AbortSignal): Promise<DriftRun[]> {
  return answered(client.GET("/api/catalog/v1/operator/drift/runs", { params: { query: { limit: 7 } }, signal }));
}

/** Has everything compared now; a run says when it is done. */
export async function compareNow(): Promise<void> {
  await answered(client.POST("/api/catalog/v1/operator/drift/run"));
}
