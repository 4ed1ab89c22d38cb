import { get } from "@/shared/http";
import type { Page } from "@/shared/pages";

const BASE = "/api/map/v1";

export interface Site {
  site_id: string;
  name: string;
  kind: string;
  region_code: string;
  address: string;
  phone?: string;
  lng: number;
  lat: number;
  is_indicative: boolean;
  hours: string;
  state: string;
  is_open: boolean;
  /** Why it is not open now; empty when it is. */
  why_not: string | null;
  opens_at?: string | null;
  is_round_the_clock?: boolean;
  waiting?: number | null;
  wait_minutes?: number | null;
}

export interface NearSite extends Site {
  distance_m: number;
  offers: boolean;
}

export interface Nearest {
  nearest: NearSite | null;
  others: NearSite[];
}

export function sites(query: { region?: string; after?: string | null }, signal?: AbortSignal): Promise<Page<Site>> {
  return get(`${BASE}/sites`, { ...query, limit: 100 }, signal);
}

export function nearest(
  query: { item?: string | undefined; lng: number; lat: number; at?: string },
  signal?: AbortSignal,
): Promise<Nearest> {
  return get(`${BASE}/sites/nearest`, { ...query }, signal);
}
