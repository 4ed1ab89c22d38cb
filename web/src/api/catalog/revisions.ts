import { answered, client, type Answer, type Body } from "../client";

/** An item as an operator of its region sees it, in whatever state. */
export type OperatorGuide = Omit<Answer<"/api/catalog/v1/operator/items/{item_id}">, "guide"> & { guide: Guide | null };
export type Guide = Required<Body<"/api/catalog/v1/operator/items/{item_id}/draft", "put">["guide"]>;
export type Revision = Answer<"/api/catalog/v1/operator/revisions/{revision_id}">;
/** A revision as it stands in a history, without its text. */
export type RevisionLine = Answer<"/api/catalog/v1/operator/items/{item_id}/revisions">["items"][number];
export type Difference = NonNullable<Revision["differences"]>[number];
export type Finding = Revision["findings"][number];
export type Amendment = Answer<"/api/catalog/v1/operator/amendments/{change_id}">;
export type Read = Answer<"/api/catalog/v1/items/{item_id}/read-at/{moment}">;

const of = (itemId: string) => ({ path: { item_id: itemId } });
const at = (one: Pick<Revision, "id" | "version">) => ({ path: { revision_id: one.id }, header: { "If-Match": `"${one.version}"` } });
const all = (changeId: string) => ({ path: { change_id: changeId } });

export async function operatorItem(itemId: string, signal?: AbortSignal): Promise<OperatorGuide> {
  return (await answered(client.GET("/api/catalog/v1/operator/items/{item_id}", { params: of(itemId), signal }))) as OperatorGuide;
}

/** Keeps a draft; what people read stays as it is. */
export function draft(itemId: string, guide: Guide, reason: string): Promise<Revision> {
  return answered(client.PUT("/api/catalog/v1/operator/items/{item_id}/draft", { params: of(itemId), body: { guide, reason } }));
}

export async function history(itemId: string, signal?: AbortSignal): Promise<RevisionLine[]> {
  return (await answered(client.GET("/api/catalog/v1/operator/items/{item_id}/revisions", { params: of(itemId), signal }))).items;
}

/** Drafts what people read under an earlier number. */
export function rollBack(itemId: string, number: number, reason: string): Promise<Revision> {
  const options = { params: of(itemId), body: { number, reason } };
  return answered(client.POST("/api/catalog/v1/operator/items/{item_id}/roll-back", options));
}

/** What people could read of an item at a moment. */
export function readAt(itemId: string, moment: string, signal?: AbortSignal): Promise<Read> {
  const params = { path: { item_id: itemId, moment } };
  return answered(client.GET("/api/catalog/v1/items/{item_id}/read-at/{moment}", { params, signal }));
}

export function revision(revisionId: string, signal?: AbortSignal): Promise<Revision> {
  const params = { path: { revision_id: revisionId } };
  return answered(client.GET("/api/catalog/v1/operator/revisions/{revision_id}", { params, signal }));
}

export interface Submission {
  /** Reasons by the code of the finding that is let stand. */
  waivers: Record<string, string>;
  /** When it takes effect; none: with the last signature. */
  valid_from: string | null;
}

export function submit(one: Revision, body: Submission): Promise<Revision> {
  return answered(client.POST("/api/catalog/v1/operator/revisions/{revision_id}/submit", { params: at(one), body }));
}

export function approve(one: Revision, note: string): Promise<Revision> {
  return answered(client.POST("/api/catalog/v1/operator/revisions/{revision_id}/approve", { params: at(one), body: { note } }));
}

export function sendBack(one: Revision, reason: string): Promise<Revision> {
  return answered(client.POST("/api/catalog/v1/operator/revisions/{revision_id}/return", { params: at(one), body: { reason } }));
}

export function discard(one: Revision): Promise<Revision> {
  return answered(client.POST("/api/catalog/v1/operator/revisions/{revision_id}/discard", { params: at(one) }));
}

/** Drafts the same values for many items as one change. */
export function amend(items: string[], set: Partial<Guide>, reason: string): Promise<Amendment> {
  return answered(client.POST("/api/catalog/v1/operator/amendments", { body: { items, set, reason } }));
}

export function amendment(changeId: string, signal?: AbortSignal): Promise<Amendment> {
  return answered(client.GET("/api/catalog/v1/operator/amendments/{change_id}", { params: all(changeId), signal }));
}

export function submitAmendment(changeId: string, body: Submission): Promise<Amendment> {
  return answered(client.POST("/api/catalog/v1/operator/amendments/{change_id}/submit", { params: all(changeId), body }));
}

export function approveAmendment(changeId: string, note: string): Promise<Amendment> {
  return answered(client.POST("/api/catalog/v1/operator/amendments/{change_id}/approve", { params: all(changeId), body: { note } }));
}

export function sendAmendmentBack(changeId: string, reason: string): Promise<Amendment> {
  return answered(client.POST("/api/catalog/v1/operator/amendments/{change_id}/return", { params: all(changeId), body: { reason } }));
}
