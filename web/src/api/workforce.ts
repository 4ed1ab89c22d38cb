import { answered, client, type Answer } from "./client";

export type Sync = Answer<"/api/workforce/v1/syncs">["items"][number];
export type Change = Answer<"/api/workforce/v1/syncs/{sync_id}/changes">["items"][number];
export type Person = Answer<"/api/workforce/v1/people">["items"][number];

/** A post as the directory keeps it (svc-workforce, people/types.py); the document leaves its form open. */
export interface Post {
  organisation_code: string;
  title?: string;
  is_main?: boolean;
}

export async function syncs(query: { after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/workforce/v1/syncs", { params: { query: { ...query, limit: 20 } }, signal: signal ?? null }));
}

/** Starts a dry run: the directory is read and compared, nothing is changed. */
export async function compare(): Promise<Sync> {
  return answered(client.POST("/api/workforce/v1/syncs"));
}

export async function changes(syncId: string, after: string | null, signal?: AbortSignal) {
  const params = { path: { sync_id: syncId }, query: { after, limit: 100 } };
  return answered(client.GET("/api/workforce/v1/syncs/{sync_id}/changes", { params, signal: signal ?? null }));
}

export async function apply(syncId: string, remark: string): Promise<Sync> {
  const body = { force: remark !== "", remark };
  return answered(client.POST("/api/workforce/v1/syncs/{sync_id}/apply", { params: { path: { sync_id: syncId } }, body }));
}

export async function people(query: { after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/workforce/v1/people", { params: { query: { ...query, limit: 50 } }, signal: signal ?? null }));
}

/** The names of organisations by their codes. */
export async function organisations(signal?: AbortSignal): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  let after: string | null = null;
  do {
    const params: { query: { limit: number; after: string | null } } = { query: { limit: 200, after } };
    const page: Answer<"/api/workforce/v1/organisations"> = await answered(client.GET("/api/workforce/v1/organisations", { params, signal: signal ?? null }));
    for (const one of page.items) names[one.code] = one.name;
    after = page.next ?? null;
  } while (after);
  return names;
}
