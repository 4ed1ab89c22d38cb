import { answered, client, type Answer, type Body } from "./client";

/** A guide as a film, an article or a cartoon, as it stands in a list. */
export type Media = Answer<"/api/catalog/v1/media">["items"][number];
export type MediaForm = Media["form"];
export type FullMedia = Answer<"/api/catalog/v1/media/{media_id}">;
export type Pictures = FullMedia["pictures"];
export type Chapter = NonNullable<FullMedia["content"]["chapters"]>[number];

export interface MediaQuery {
  region: string;
  item?: string;
  form?: MediaForm;
  after?: string | null;
}

export function mediaGuides(query: MediaQuery, signal?: AbortSignal): Promise<Answer<"/api/catalog/v1/media">> {
  return answered(client.GET("/api/catalog/v1/media", { params: { query: { ...query, limit: 20 } }, signal: signal ?? null }));
}

export function mediaGuide(mediaId: string, signal?: AbortSignal): Promise<FullMedia> {
  const params = { path: { media_id: mediaId } };
  return answered(client.GET("/api/catalog/v1/media/{media_id}", { params, signal: signal ?? null }));
}

type VisitBody = Body<"/api/catalog/v1/media/{media_id}/visits">;
type FeedbackBody = Body<"/api/catalog/v1/media/{media_id}/feedback">;
export type Reason = NonNullable<FeedbackBody["reason"]>;

/** Counts that a guide was opened, or seen to its end; nothing is kept of who did. */
export async function countVisit(mediaId: string, visit: VisitBody): Promise<void> {
  try {
    await answered(client.POST("/api/catalog/v1/media/{media_id}/visits", { params: { path: { media_id: mediaId } }, body: visit }));
  } catch {
    // The count is one less.
  }
}

/** Says whether a guide has helped. */
export async function sayOf(mediaId: string, feedback: FeedbackBody): Promise<void> {
  const params = { path: { media_id: mediaId } };
  await answered(client.POST("/api/catalog/v1/media/{media_id}/feedback", { params, body: feedback }));
}
