import { answered, client, type Answer, type Body } from "../client";

export type Year = Answer<"/api/catalog/v1/calendar">[number];
export type Notice = Body<"/api/catalog/v1/calendar/{year}/notices">;
export type Taken = Answer<"/api/catalog/v1/calendar/{year}/notices", "post">;

export function years(signal?: AbortSignal): Promise<Year[]> {
  return answered(client.GET("/api/catalog/v1/calendar", { signal }));
}

/** Takes the yearly notice in; a trial only tells what it would change. */
export function take(year: number, version: number | undefined, notice: Notice, isTrial: boolean): Promise<Taken> {
  const header = version === undefined ? {} : { "If-Match": `"${version}"` };
  const params = { path: { year }, query: { is_trial: isTrial }, header };
  return answered(client.POST("/api/catalog/v1/calendar/{year}/notices", { params, body: notice }));
}
