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
