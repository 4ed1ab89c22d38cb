import { createRouter, createWebHistory } from "vue-router";

const tabs = { tabs: true };

export const router = createRouter({
  history: createWebHistory("/"),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: "/", name: "home", component: () => import("./pages/HomePage.vue"), meta: tabs },
    { path: "/search", name: "search", component: () => import("./pages/SearchPage.vue") },
    { path: "/items", name: "items", component: () => import("./pages/ItemsPage.vue") },
    { path: "/items/:id", name: "guide", component: () => import("./pages/GuidePage.vue") },
    { path: "/items/:id/apply", name: "apply", component: () => import("./pages/ApplyPage.vue") },
    { path: "/browse", name: "browse", component: () => import("./pages/BrowsePage.vue") },
    { path: "/browse/:kind/:code", name: "below", component: () => import("./pages/BelowPage.vue") },
    { path: "/lists", name: "lists", component: () => import("./pages/ListsPage.vue") },
    { path: "/lists/:kind", name: "list", component: () => import("./pages/ListPage.vue") },
    { path: "/scenes", name: "scenes", component: () => import("./pages/ScenesPage.vue") },
    { path: "/scenes/:code", name: "scene", component: () => import("./pages/ScenePage.vue") },
    { path: "/guides/:code", name: "guide-of", component: () => import("./pages/GuidePage.vue") },
    { path: "/sheets", name: "sheets", component: () => import("./pages/SheetsPage.vue") },
    { path: "/sheets/:code", name: "sheet", component: () => import("./pages/SheetPage.vue") },
    { path: "/media/:id", name: "media", component: () => import("./pages/MediaPage.vue") },
    { path: "/policies", name: "policies", component: () => import("./pages/PoliciesPage.vue") },
    { path: "/policies/match", name: "policy-match", component: () => import("./pages/PolicyMatchPage.vue") },
    { path: "/policies/subscription", name: "policy-subscription", component: () => import("./pages/PolicySubscriptionPage.vue") },
    { path: "/policies/:id", name: "policy", component: () => import("./pages/PolicyPage.vue") },
    {
      path: "/compilations/:region/:year/:quarter",
      name: "compilation",
      component: () => import("./pages/CompilationPage.vue"),
    },
    { path: "/cases", name: "cases", component: () => import("./pages/CasesPage.vue"), meta: tabs },
    { path: "/cases/:id", name: "case", component: () => import("./pages/CasePage.vue") },
    { path: "/progress", name: "progress", component: () => import("./pages/ProgressPage.vue") },
    { path: "/verify/:code?", name: "verify", component: () => import("./pages/VerifyPage.vue") },
    { path: "/sites", name: "sites", component: () => import("./pages/SitesPage.vue") },
    { path: "/ask", name: "ask", component: () => import("./pages/AskPage.vue"), meta: tabs },
    { path: "/me", name: "me", component: () => import("./pages/MePage.vue"), meta: tabs },
    { path: "/level", name: "level", component: () => import("./pages/LevelPage.vue") },
    { path: "/:rest(.*)*", name: "missing", component: () => import("./pages/MissingPage.vue") },
  ],
});
