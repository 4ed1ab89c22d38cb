import { answered, client, type Answer } from "./client";

/** A curated list: 好易办, 智能秒办, 一件事 … */
export type List = Answer<"/api/catalog/v1/lists">[number];
export type ListKind = List["kind"];
export type ListEntry = Answer<"/api/catalog/v1/lists/{kind}">["items"][number];
/** A way to walk to an item without knowing its name. */
export type Navigation = Answer<"/api/catalog/v1/navigations">[number];
export type NavigationKind = Navigation["kind"];
export type NavigationTree = Answer<"/api/catalog/v1/navigations/{kind}">;
export type NavigationEntry = NavigationTree["items"][number];
export type Department = Answer<"/api/catalog/v1/departments">[number];

export function lists(region: string, signal?: AbortSignal): Promise<List[]> {
  return answered(client.GET("/api/catalog/v1/lists", { params: { query: { region } }, signal: signal ?? null }));
}

/** Everything on a list that somebody in `region` is offered: people filter what they see as a whole. */
export async function listed(kind: ListKind, region: string, signal?: AbortSignal): Promise<ListEntry[]> {
  const found: ListEntry[] = [];
  let after: string | null = null;
  do {
    const params: { path: { kind: ListKind }; query: { region: string; limit: number; after: string | null } } = {
      path: { kind },
      query: { region, limit: 200, after },
    };
    const page: Answer<"/api/catalog/v1/lists/{kind}"> = await answered(
      client.GET("/api/catalog/v1/lists/{kind}", { params, signal: signal ?? null }),
    );
    found.push(...page.items);
    after = page.next ?? null;
  } while (after !== null);
  return found;
}

export function navigations(region: string, signal?: AbortSignal): Promise<Navigation[]> {
  return answered(client.GET("/api/catalog/v1/navigations", { params: { query: { region } }, signal: signal ?? null }));
}

export function navigation(kind: NavigationKind, region: string, signal?: AbortSignal): Promise<NavigationTree> {
  const params = { path: { kind }, query: { region } };
  return answered(client.GET("/api/catalog/v1/navigations/{kind}", { params, signal: signal ?? null }));
}

/** The items below an entry of a navigation, page by page. */
export function itemsBelow(
  below: { kind: NavigationKind; code: string },
  query: { region: string; limit: number; after?: string | null },
  signal?: AbortSignal,
): Promise<Answer<"/api/catalog/v1/navigations/{kind}/{code}/items">> {
  const params = { path: below, query };
  return answered(client.GET("/api/catalog/v1/navigations/{kind}/{code}/items", { params, signal: signal ?? null }));
}

export function departments(signal?: AbortSignal): Promise<Department[]> {
  return answered(client.GET("/api/catalog/v1/departments", { signal: signal ?? null }));
}
