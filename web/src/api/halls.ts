import { answered, client, type Answer } from "./client";

export type Hall = Answer<"/api/hallmetrics/v1/halls">["items"][number];
export type Waits = Answer<"/api/hallmetrics/v1/halls/{hall_id}/waits">;
export type HourWait = Waits["hours"][number];
export type Ticket = Answer<"/api/hallmetrics/v1/halls/{hall_id}/tickets">["items"][number];

const of = (hallId: string) => ({ hall_id: hallId });

/** The halls with their day so far; without a day, the services' today. */
export function halls(day: string | undefined, signal?: AbortSignal): Promise<Answer<"/api/hallmetrics/v1/halls">> {
  return answered(client.GET("/api/hallmetrics/v1/halls", { params: { query: day ? { day } : {} }, signal }));
}

export function waits(hallId: string, day: string | undefined, signal?: AbortSignal): Promise<Waits> {
  const params = { path: of(hallId), query: day ? { day } : {} };
  return answered(client.GET("/api/hallmetrics/v1/halls/{hall_id}/waits", { params, signal }));
}

export function tickets(
  hallId: string,
  query: { day: string; hour: number; after: string | null },
  signal?: AbortSignal,
): Promise<Answer<"/api/hallmetrics/v1/halls/{hall_id}/tickets">> {
  const params = { path: of(hallId), query: { ...query, limit: 100 } };
  return answered(client.GET("/api/hallmetrics/v1/halls/{hall_id}/tickets", { params, signal }));
}
