import { answered, client, type Answer, type Body } from "../client";

export type MergeDetail = Answer<"/api/catalog/v1/operator/merges/{merge_id}">;
export type Decision = Body<"/api/catalog/v1/operator/merges/{merge_id}/decide">;
export type Take = "ours" | "theirs" | "edited";
export type Origins = Answer<"/api/catalog/v1/operator/items/{item_id}/origins">;

export function merge(mergeId: string, signal?: AbortSignal): Promise<MergeDetail> {
  return answered(client.GET("/api/catalog/v1/operator/merges/{merge_id}", { params: { path: { merge_id: mergeId } }, signal }));
}

/** Chooses for every contested element; what comes of it is a draft. */
export function decide(one: Pick<MergeDetail, "id" | "version">, body: Decision): Promise<MergeDetail> {
  const params = { path: { merge_id: one.id }, header: { "If-Match": `"${one.version}"` } };
  return answered(client.POST("/api/catalog/v1/operator/merges/{merge_id}/decide", { params, body }));
}

/** Of each element of an item: whether it is the province's, taken over, or our own. */
export function origins(itemId: string, signal?: AbortSignal): Promise<Origins> {
  return answered(client.GET("/api/catalog/v1/operator/items/{item_id}/origins", { params: { path: { item_id: itemId } }, signal }));
}
