import { answered, client, type Answer } from "./client";

export type Site = Answer<"/api/map/v1/sites">["items"][number];
export type Candidate = Answer<"/api/map/v1/nearest">["candidates"][number];
export type Hours = Site["hours"];

/** A hall or a terminal as a card shows it. */
export interface Place {
  id: string;
  name: string;
  kind: string;
  address: string;
  phone: string;
  isOpen: boolean;
  isIndicative: boolean;
  /** Why one should not go there now. */
  why: string[];
  hours?: Hours;
  distance?: number;
  waiting?: number;
  /** Minutes that people called within the last hour had waited. */
  minutes?: number;
}

type Wait = Site["wait"];

function waitOf(wait: Wait): Pick<Place, "waiting" | "minutes"> {
  if (!wait) return {};
  const minutes = wait.mean_s === null ? {} : { minutes: Math.round(wait.mean_s / 60) };
  return { waiting: wait.waiting, ...minutes };
}

export function placeOfSite(site: Site): Place {
  return {
    id: site.site_id,
    name: site.name,
    kind: site.kind,
    address: site.address,
    phone: site.phone,
    isOpen: site.is_open,
    isIndicative: site.is_indicative,
    why: site.why_not ? [site.why_not] : [],
    hours: site.hours,
    ...waitOf(site.wait),
  };
}

export function placeOfCandidate(one: Candidate): Place {
  return {
    id: one.id,
    name: one.name,
    kind: one.kind,
    address: one.address,
    phone: one.phone,
    isOpen: one.is_open,
    isIndicative: one.is_indicative,
    why: one.why_not.map((reason) => reason.text),
    distance: one.distance_m,
    ...waitOf(one.wait),
  };
}

/** The sites that somebody's regions look after. */
export async function operatorSites(query: { after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/map/v1/operator/sites", { params: { query: { ...query, limit: 100 } }, signal: signal ?? null }));
}

export async function tasks(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/map/v1/operator/tasks", { params: { query: { after, limit: 50 } }, signal: signal ?? null }));
}

export async function closeTask(taskId: string, note: string) {
  const params = { path: { task_id: taskId } };
  return answered(client.POST("/api/map/v1/operator/tasks/{task_id}/close", { params, body: { note } }));
}

export async function sites(query: { region?: string; after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/map/v1/sites", { params: { query: { ...query, limit: 100 } }, signal: signal ?? null }));
}

/** Where to go: the best place, if any is open and offers the item, and the others nearest first. */
export async function nearest(
  query: { item?: string | undefined; lng: number; lat: number },
  signal?: AbortSignal,
): Promise<{ best: Place | null; others: Place[] }> {
  const { item, ...here } = query;
  const asked = { ...here, limit: 30, ...(item && { item }) };
  const found = await answered(client.GET("/api/map/v1/nearest", { params: { query: asked }, signal: signal ?? null }));
  const best = found.candidates.find((one) => one.is_recommended);
  return {
    best: best ? placeOfCandidate(best) : null,
    others: found.candidates.filter((one) => one !== best).map(placeOfCandidate),
  };
}
