import { answered, client, type Answer, type Body } from "../client";

export type MediaLine = Answer<"/api/catalog/v1/operator/media">["items"][number];
export type Media = Answer<"/api/catalog/v1/operator/media/{media_id}">;
export type Content = NonNullable<Media["draft"]>;
export type Form = Content["form"];
export type State = MediaLine["state"];
export type Claim = Answer<"/api/catalog/v1/operator/media-claims">[number];
export type StoredFile = Answer<"/api/catalog/v1/operator/files/{sha256}">;
export type FileKind = StoredFile["kind"];
export type Upload = Answer<"/api/catalog/v1/operator/uploads", "post">;

const of = (mediaId: string) => ({ path: { media_id: mediaId } });
const at = (one: Pick<Media, "media_id" | "version">) => ({ ...of(one.media_id), header: { "If-Match": `"${one.version}"` } });

export function guides(state: State | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(state && { state }) };
  return answered(client.GET("/api/catalog/v1/operator/media", { params: { query }, signal }));
}

export function guide(mediaId: string, signal?: AbortSignal): Promise<Media> {
  return answered(client.GET("/api/catalog/v1/operator/media/{media_id}", { params: of(mediaId), signal }));
}

export function begin(region: string, content: Content): Promise<Media> {
  const body: Body<"/api/catalog/v1/operator/media"> = { region_code: region, content };
  return answered(client.POST("/api/catalog/v1/operator/media", { body }));
}

export function draft(one: Media, content: Content): Promise<Media> {
  return answered(client.PUT("/api/catalog/v1/operator/media/{media_id}", { params: at(one), body: content }));
}

export function submit(one: Media): Promise<Media> {
  return answered(client.POST("/api/catalog/v1/operator/media/{media_id}/submit", { params: at(one) }));
}

export function publish(one: Media): Promise<Media> {
  return answered(client.POST("/api/catalog/v1/operator/media/{media_id}/publish", { params: at(one) }));
}

export function sendBack(one: Media, note: string): Promise<Media> {
  return answered(client.POST("/api/catalog/v1/operator/media/{media_id}/return", { params: at(one), body: { note } }));
}

export function withdraw(one: Media): Promise<Media> {
  return answered(client.POST("/api/catalog/v1/operator/media/{media_id}/withdraw", { params: at(one) }));
}

/** What other regions have published, to be claimed. */
export function library(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/media-library", { params: { query: { after, limit: 50 } }, signal }));
}

export function claims(signal?: AbortSignal): Promise<Claim[]> {
  return answered(client.GET("/api/catalog/v1/operator/media-claims", { signal }));
}

/** Shows another region's guide; claimed again, its newest has been seen. */
export function claim(mediaId: string, region: string): Promise<Claim> {
  return answered(client.POST("/api/catalog/v1/operator/media/{media_id}/claim", { params: of(mediaId), body: { region_code: region } }));
}

export async function unclaim(mediaId: string, region: string): Promise<void> {
  const params = { path: { media_id: mediaId, region_code: region } };
  await answered(client.DELETE("/api/catalog/v1/operator/media/{media_id}/claims/{region_code}", { params }));
}

export function file(sha256: string, signal?: AbortSignal): Promise<StoredFile> {
  return answered(client.GET("/api/catalog/v1/operator/files/{sha256}", { params: { path: { sha256 } }, signal }));
}

/** Where an officer sees a stored file, published or not. */
export function fileAddress(sha256: string): string {
  return `/api/catalog/v1/operator/media-files/${sha256}`;
}

export function beginUpload(found: File, kind: FileKind, region: string): Promise<Upload> {
  const body = { kind, name: found.name.replace(/[<>/\\]/g, "_").slice(-200), region_code: region, size: found.size };
  return answered(client.POST("/api/catalog/v1/operator/uploads", { body }));
}

/** Which parts have arrived; an upload that broke off goes on from there. */
export function upload(uploadId: string): Promise<Upload> {
  return answered(client.GET("/api/catalog/v1/operator/uploads/{upload_id}", { params: { path: { upload_id: uploadId } } }));
}

export function sendPart(uploadId: string, number: number, part: Blob, digest: string, signal: AbortSignal): Promise<Upload> {
  return answered(
    client.PUT("/api/catalog/v1/operator/uploads/{upload_id}/parts/{number}", {
      params: { path: { upload_id: uploadId, number }, header: { "Content-Digest": digest } },
      body: part as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
      headers: { "Content-Type": "application/octet-stream" },
      signal,
    } as never),
  ) as Promise<Upload>;
}

export function completeUpload(uploadId: string): Promise<StoredFile> {
  return answered(client.POST("/api/catalog/v1/operator/uploads/{upload_id}/complete", { params: { path: { upload_id: uploadId } } }));
}
