/** What the workbench offers, in the order of the menu. */

export interface Application {
  /** Name of its first route, and key of its words. */
  name: string;
  path: string;
  icon: string;
  /** It is shown to whoever holds a permission about one of these things (`case` of `case:decide`). */
  things: readonly string[];
}

export const APPLICATIONS: readonly Application[] = [
  { name: "catalog", path: "catalog", icon: "Files", things: ["item", "guide", "catalog"] },
  { name: "filing", path: "filing", icon: "Stamp", things: ["case", "filing"] },
  { name: "helpdesk", path: "helpdesk", icon: "ChatLineRound", things: ["task", "knowledge", "helpdesk"] },
  { name: "map", path: "map", icon: "Location", things: ["site", "map"] },
  { name: "kiosk", path: "kiosk", icon: "Monitor", things: ["device", "alarm", "kiosk"] },
  { name: "workforce", path: "workforce", icon: "User", things: ["staff", "directory", "sync", "people", "workforce"] },
  { name: "halls", path: "halls", icon: "DataLine", things: ["hall", "ticket", "hallmetrics", "wait"] },
];
