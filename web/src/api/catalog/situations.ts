import { answered, client, type Answer, type Body } from "../client";

export type OperatorSituations = Answer<"/api/catalog/v1/operator/items/{item_id}/situations">;
type Sent = Body<"/api/catalog/v1/operator/items/{item_id}/situations", "put">;
export type Question = Sent["questions"][number];
export type Situation = Omit<Sent["situations"][number], "when"> & { when?: Record<string, string> };
export interface Situations {
  questions: Question[];
  situations: Situation[];
}

const of = (itemId: string) => ({ path: { item_id: itemId } });

export function situations(itemId: string, signal?: AbortSignal): Promise<OperatorSituations> {
  return answered(client.GET("/api/catalog/v1/operator/items/{item_id}/situations", { params: of(itemId), signal }));
}

export function keep(itemId: string, version: number, body: Situations) {
  const params = { ...of(itemId), header: { "If-Match": `"${version}"` } };
  return answered(client.PUT("/api/catalog/v1/operator/items/{item_id}/situations", { params, body: body as Sent }));
}
