import { answered, client, type Answer } from "./client";

export type Device = Answer<"/api/kiosk/v1/devices">["items"][number];
export type Alarm = Answer<"/api/kiosk/v1/alarms">["items"][number];

export async function devices(query: { after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/kiosk/v1/devices", { params: { query: { ...query, limit: 200 } }, signal: signal ?? null }));
}

export async function alarms(query: { after?: string | null }, signal?: AbortSignal) {
  return answered(client.GET("/api/kiosk/v1/alarms", { params: { query: { ...query, limit: 100 } }, signal: signal ?? null }));
}
