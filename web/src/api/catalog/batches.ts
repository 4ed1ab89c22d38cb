import { answered, client, type Answer, type Body } from "../client";

export type Batch = Answer<"/api/catalog/v1/operator/batches">["items"][number];
export type FullBatch = Answer<"/api/catalog/v1/operator/batches/{batch_id}">;
export type BatchIn = Body<"/api/catalog/v1/operator/batches/{batch_id}", "put">;
export type NewBatch = Body<"/api/catalog/v1/operator/batches">;

export function batches(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/batches", { params: { query: { after, limit: 50 } }, signal }));
}

/** A batch with how far every county is, what is late first. */
export function batch(batchId: string, signal?: AbortSignal): Promise<FullBatch> {
  return answered(client.GET("/api/catalog/v1/operator/batches/{batch_id}", { params: { path: { batch_id: batchId } }, signal }));
}

export function plan(body: NewBatch): Promise<FullBatch> {
  return answered(client.POST("/api/catalog/v1/operator/batches", { body }));
}

/** Changes a batch as it was read. */
export function change(one: Pick<Batch, "batch_id" | "version">, body: BatchIn): Promise<FullBatch> {
  const params = { path: { batch_id: one.batch_id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.PUT("/api/catalog/v1/operator/batches/{batch_id}", { params, body }));
}

export async function drop(one: Pick<Batch, "batch_id" | "version">): Promise<void> {
  const params = { path: { batch_id: one.batch_id }, header: { "If-Match": `"${one.version}"` } };
  await answered(client.DELETE("/api/catalog/v1/operator/batches/{batch_id}", { params }));
}
