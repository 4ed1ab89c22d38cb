import type { RouteRecordRaw } from "vue-router";

type Load = () => Promise<unknown>;

/** A page of the catalogue; `under` is the page of the menu that it stands under. */
function page(path: string, name: string, load: Load, under = name, needs?: string): RouteRecordRaw {
  const meta = { application: "catalog", page: under, ...(needs && { needs }) };
  return { path: `/catalog/${path}`, name, component: load as RouteRecordRaw["component"] & object, meta };
}

export const CATALOG_ROUTES: RouteRecordRaw[] = [
  page("todos", "catalog-todos", () => import("./todos/TodosPage.vue")),
  page("revisions/:revision", "catalog-revision", () => import("./items/RevisionPage.vue"), "catalog"),
  page("amendments/new", "catalog-amend", () => import("./items/AmendPage.vue"), "catalog", "item:edit"),
  page("amendments/:change", "catalog-amendment", () => import("./items/AmendmentPage.vue"), "catalog"),
  page("merges/:merge", "catalog-merge", () => import("./merges/MergePage.vue"), "catalog-todos"),
  page("demands", "catalog-demands", () => import("./demands/DemandsPage.vue"), "catalog-todos", "demand:read"),
  page("arrivals", "catalog-arrivals", () => import("./arrivals/ArrivalsPage.vue"), "catalog-todos", "item:edit"),
  page("drift", "catalog-drift", () => import("./drift/DriftPage.vue"), "catalog-drift", "drift:read"),
  page("exchange", "catalog-exchange", () => import("./exchange/ExchangePage.vue"), "catalog-exchange", "item:edit"),
  page("exchange/:import", "catalog-import", () => import("./exchange/ImportPage.vue"), "catalog-exchange", "item:edit"),
  page("lists", "catalog-lists", () => import("./lists/ListsPage.vue"), "catalog-lists", "list:read"),
  page("rounds/:round", "catalog-round", () => import("./lists/RoundPage.vue"), "catalog-lists", "list:read"),
  page("scenes", "catalog-scenes", () => import("./scenes/ScenesPage.vue"), "catalog-scenes", "scene:read"),
  page("scenes/:code", "catalog-scene", () => import("./scenes/ScenePage.vue"), "catalog-scenes", "scene:read"),
  page("navigations", "catalog-navigations", () => import("./navigations/NavigationsPage.vue"), "catalog-navigations", "navigation:edit"),
  page("search", "catalog-search", () => import("./search/SearchPage.vue"), "catalog-search", "gap:read"),
  page("calendar", "catalog-calendar", () => import("./calendar/CalendarPage.vue")),
  page("policies", "catalog-policies", () => import("./policies/PoliciesPage.vue"), "catalog-policies", "policy:read"),
  page("policies/:id", "catalog-policy", () => import("./policies/PolicyPage.vue"), "catalog-policies", "policy:read"),
  page("media", "catalog-media", () => import("./media/MediaPage.vue"), "catalog-media", "media:read"),
  page("media/:id", "catalog-media-one", () => import("./media/MediaEditPage.vue"), "catalog-media", "media:read"),
  page(":id", "catalog-item", () => import("../pages/CatalogItemPage.vue"), "catalog"),
  page(":id/situations", "catalog-situations", () => import("./situations/SituationsPage.vue"), "catalog"),
  page(":id/edit", "catalog-edit", () => import("./items/EditPage.vue"), "catalog", "item:edit"),
];
