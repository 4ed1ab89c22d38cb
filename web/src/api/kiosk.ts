import { get } from "@/shared/http";
import type { Page } from "@/shared/pages";

const BASE = "/api/kiosk/v1";

export interface Device {
  device_id: string;
  name: string;
  region_code: string;
  address: string;
  is_round_the_clock: boolean;
  opens: string;
  closes: string;
  state: string;
  last_seen_at: string | null;
  item_count?: number;
}

export interface Alarm {
  alarm_id: string;
  device_id: string;
  device_name?: string;
  kind: string;
  region_code: string;
  since: string;
  raised_at: string;
  ended_at: string | null;
  duration_s: number | null;
}

export function devices(query: { after?: string | null }, signal?: AbortSignal): Promise<Page<Device>> {
  return get(`${BASE}/devices`, { ...query, limit: 200 }, signal);
}

export function device(deviceId: string, signal?: AbortSignal): Promise<Device> {
  return get(`${BASE}/devices/${encodeURIComponent(deviceId)}`, {}, signal);
}

export function alarms(query: { device?: string; after?: string | null }, signal?: AbortSignal): Promise<Page<Alarm>> {
  return get(`${BASE}/alarms`, { ...query, limit: 100 }, signal);
}
