import { answered, client, type Answer, type Body } from "../client";

export type Navigation = Answer<"/api/catalog/v1/navigations">[number];
export type Kind = Navigation["kind"];
export type NavigationTree = Answer<"/api/catalog/v1/navigations/{kind}">;
export type Entry = NavigationTree["items"][number];
export type EntryIn = Body<"/api/catalog/v1/operator/navigations/{kind}/{code}", "put">;

export function navigations(region: string, signal?: AbortSignal): Promise<Navigation[]> {
  return answered(client.GET("/api/catalog/v1/navigations", { params: { query: { region } }, signal }));
}

export function navigation(kind: Kind, region: string, signal?: AbortSignal): Promise<NavigationTree> {
  return answered(client.GET("/api/catalog/v1/navigations/{kind}", { params: { path: { kind }, query: { region } }, signal }));
}

export async function itemsOf(kind: Kind, code: string, region: string, signal?: AbortSignal) {
  const params = { path: { kind, code }, query: { region, limit: 100 } };
  return (await answered(client.GET("/api/catalog/v1/navigations/{kind}/{code}/items", { params, signal }))).items;
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
