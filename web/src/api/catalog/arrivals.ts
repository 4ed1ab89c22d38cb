import { answered, client, type Answer } from "../client";

export type Arrival = Answer<"/api/catalog/v1/operator/arrivals">["items"][number];

const at = (one: Pick<Arrival, "region_code" | "directory_code" | "version">) => ({
  path: { region: one.region_code, code: one.directory_code },
  header: { "If-Match": `"${one.version}"` },
});

/** What the province has added to the directory, for the lists that whoever asks keeps. */
export function arrivals(state: Arrival["state"] | undefined, after: string | null, signal?: AbortSignal) {
  const query = { after, limit: 50, ...(state && { state }) };
  return answered(client.GET("/api/catalog/v1/operator/arrivals", { params: { query }, signal }));
}

/** Puts it on the list as a draft, with what the province says of it. */
export function take(one: Arrival): Promise<Arrival> {
  return answered(client.POST("/api/catalog/v1/operator/arrivals/{region}/{code}/take", { params: at(one) }));
}

export function decline(one: Arrival, reason: string): Promise<Arrival> {
  return answered(client.POST("/api/catalog/v1/operator/arrivals/{region}/{code}/decline", { params: at(one), body: { reason } }));
}
