import { answered, client, type Answer, type Body } from "../client";

export type Navigation = Answer<"/api/catalog/v1/navigations">[number];
export type Kind = Navigation["kind"];
export type NavigationTree = Answer<"/api/catalog/v1/navigations/{kind}">;
export type Entry = NavigationTree["items"][number];
export type KeptEntry = Answer<"/api/catalog/v1/operator/navigations/{kind}">[number];
export type EntryIn = Body<"/api/catalog/v1/operator/navigations/{kind}/{code}", "put">;

export function navigations(region: string, signal?: AbortSignal): Promise<Navigation[]> {
  return answered(client.GET("/api/catalog/v1/navigations", { params: { query: { region } }, signal }));
}

export function navigation(kind: Kind, region: string, signal?: AbortSignal): Promise<NavigationTree> {
  return answered(client.GET("/api/catalog/v1/navigations/{kind}", { params: { path: { kind }, query: { region } }, signal }));
}

/** The entries of a navigation that is kept by hand, as they were written. */
export function keptEntries(kind: Kind, signal?: AbortSignal): Promise<KeptEntry[]> {
  return answered(client.GET("/api/catalog/v1/operator/navigations/{kind}", { params: { path: { kind } }, signal }));
}

/** Keeps an entry; without a version it is a new one. */
export function keep(kind: Kind, code: string, version: number | undefined, body: EntryIn): Promise<Entry> {
  const header = version === undefined ? {} : { "If-Match": `"${version}"` };
  return answered(client.PUT("/api/catalog/v1/operator/navigations/{kind}/{code}", { params: { path: { kind, code }, header }, body }));
}

export async function remove(kind: Kind, code: string, version: number): Promise<void> {
  const params = { path: { kind, code }, header: { "If-Match": `"${version}"` } };
  await answered(client.DELETE("/api/catalog/v1/operator/navigations/{kind}/{code}", { params }));
}
