/** What the workbench offers, in the order of the menu. */

export interface Application {
  /** Name of its first route, and key of its words. */
  name: string;
  path: string;
  icon: string;
  /** It is shown to whoever holds this permission anywhere (gateway, grants/roles.toml). */
  needs: string;
  /** What it is divided into, each shown to whoever holds its permission. */
  pages?: readonly AppPage[];
}

export interface AppPage {
  /** Name of its route, and key of its words. */
  name: string;
  words: string;
  needs: string;
}

const CATALOG: readonly AppPage[] = [
  { name: "catalog-todos", words: "todos", needs: "item:read" },
  { name: "catalog", words: "items", needs: "item:read" },
  { name: "catalog-exchange", words: "exchange", needs: "item:edit" },
  { name: "catalog-lists", words: "lists", needs: "list:read" },
  { name: "catalog-scenes", words: "scenes", needs: "scene:read" },
  { name: "catalog-media", words: "media", needs: "media:read" },
  { name: "catalog-navigations", words: "navigations", needs: "navigation:edit" },
  { name: "catalog-search", words: "search", needs: "gap:read" },
  { name: "catalog-calendar", words: "calendar", needs: "item:read" },
  { name: "catalog-policies", words: "policies", needs: "policy:read" },
  { name: "catalog-drift", words: "drift", needs: "drift:read" },
];

export const APPLICATIONS: readonly Application[] = [
  { name: "catalog", path: "catalog", icon: "Files", needs: "item:read", pages: CATALOG },
  { name: "filing", path: "filing", icon: "Stamp", needs: "case:read" },
  { name: "helpdesk", path: "helpdesk", icon: "ChatLineRound", needs: "knowledge:read" },
  { name: "map", path: "map", icon: "Location", needs: "site:read" },
  { name: "kiosk", path: "kiosk", icon: "Monitor", needs: "device:read" },
  { name: "workforce", path: "workforce", icon: "User", needs: "staff:read" },
  { name: "halls", path: "halls", icon: "DataLine", needs: "hall:read" },
];
