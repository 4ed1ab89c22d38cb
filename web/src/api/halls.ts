import { get } from "@/shared/http";
import type { Page } from "@/shared/pages";

const BASE = "/api/hallmetrics/v1";

export interface Hall {
  hall_id: string;
  name: string;
  region_code: string;
  waiting?: number | null;
}

export interface HourWait {
  hour: number;
  /** Tickets that count; an average without its n is never shown. */
  n: number;
  average_s: number | null;
  p90_s: number | null;
}

export interface Waits {
  hall_id: string;
  day: string;
  hours: HourWait[];
  total?: HourWait;
  quarantined?: number;
}

export interface Ticket {
  ticket_id: string;
  number: string;
  machine: string;
  business: string;
  window: string | null;
  taken_at: string;
  called_at: string | null;
  served_at: string | null;
  state: string;
  is_credible?: boolean;
  /** What was cleaned, such as a clock correction or a missing end. */
  remarks?: string[];
  wait_s?: number | null;
}

export function halls(signal?: AbortSignal): Promise<Page<Hall>> {
  return get(`${BASE}/halls`, { limit: 200 }, signal);
}

export function waits(hallId: string, day: string, signal?: AbortSignal): Promise<Waits> {
  return get(`${BASE}/halls/${encodeURIComponent(hallId)}/waits`, { day }, signal);
}

export function tickets(
  hallId: string,
  query: { day: string; hour?: number; after?: string | null },
  signal?: AbortSignal,
): Promise<Page<Ticket>> {
  return get(`${BASE}/halls/${encodeURIComponent(hallId)}/tickets`, { ...query, limit: 100 }, signal);
}
