import { get, post } from "@/shared/http";
import type { Page } from "@/shared/pages";

const BASE = "/api/workforce/v1";

export interface Sync {
  sync_id: string;
  started_at: string;
  finished_at: string | null;
  /** running, ready (a diff waits), held (refused as unlikely), applied, failed */
  state: string;
  fetched: number;
  joined: number;
  changed: number;
  left: number;
  /** Why nothing may be applied, such as an empty page or too many leavers. */
  held_because: string | null;
}

export interface Difference {
  employee_code: string;
  name: string;
  kind: "joined" | "changed" | "left" | "rejoined";
  changes: { field: string; before: string | null; after: string | null }[];
}

export interface Person {
  staff_id: string;
  employee_code: string;
  name: string;
  state: string;
  region_code: string;
  posts: { organisation_name?: string; organisation_code: string; title: string; is_main: boolean }[];
}

export function syncs(query: { after?: string | null }, signal?: AbortSignal): Promise<Page<Sync>> {
  return get(`${BASE}/syncs`, { ...query, limit: 20 }, signal);
}

/** Starts a dry run: the directory is read and compared, nothing is changed. */
export function startSync(): Promise<Sync> {
  return post(`${BASE}/syncs`, {});
}

export function diff(syncId: string, after: string | null, signal?: AbortSignal): Promise<Page<Difference>> {
  return get(`${BASE}/syncs/${encodeURIComponent(syncId)}/diff`, { after, limit: 100 }, signal);
}

export function apply(syncId: string): Promise<Sync> {
  return post(`${BASE}/syncs/${encodeURIComponent(syncId)}/apply`, {});
}

export function people(query: { q?: string; after?: string | null }, signal?: AbortSignal): Promise<Page<Person>> {
  return get(`${BASE}/people`, { ...query, limit: 50 }, signal);
}
