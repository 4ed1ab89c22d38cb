import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { useSession } from "@/shared/session";
import { APPLICATIONS } from "./applications";
import { CATALOG_ROUTES } from "./catalog/routes";

declare module "vue-router" {
  interface RouteMeta {
    /** The application a page belongs to. */
    application?: string;
    tabs?: boolean;
    /** The page of the application's menu that it stands under. */
    page?: string;
    /** What is needed beyond what the application needs. */
    needs?: string;
  }
}

export const HOME = "/workbench/";

function page(application: string, path: string, component: () => Promise<unknown>, name = application): RouteRecordRaw {
  return { path, name, component: component as RouteRecordRaw["component"] & object, meta: { application } };
}

export const router = createRouter({
  history: createWebHistory(HOME),
  routes: [
    { path: "/", name: "home", component: () => import("./pages/HomePage.vue") },
    page("catalog", "/catalog", () => import("./pages/CatalogPage.vue")),
    ...CATALOG_ROUTES,
    page("filing", "/filing", () => import("./pages/FilingPage.vue")),
    page("filing", "/filing/:id", () => import("./pages/FilingCasePage.vue"), "filing-case"),
    page("helpdesk", "/helpdesk", () => import("./pages/HelpdeskPage.vue")),
    page("map", "/map", () => import("./pages/MapPage.vue")),
    page("kiosk", "/kiosk", () => import("./pages/KioskPage.vue")),
    page("workforce", "/workforce", () => import("./pages/WorkforcePage.vue")),
    page("halls", "/halls", () => import("./pages/HallsPage.vue")),
    { path: "/:rest(.*)*", name: "missing", component: () => import("./pages/MissingPage.vue") },
  ],
});

/** Whether this person's menu has the application; what the services allow is theirs to say. */
export function isShown(application: string, session: Pick<ReturnType<typeof useSession>, "may">, needs?: string): boolean {
  const found = APPLICATIONS.find((one) => one.name === application);
  return found !== undefined && session.may(found.needs) && (needs === undefined || session.may(needs));
}
