import { expect, test } from "vitest";
import type { ItemSummary } from "../src/api/catalog";
import { facetsOf, filtersOf, fits, groupsOf } from "../src/citizen/filters";

function item(directory_code: string, said: Partial<ItemSummary> = {}): ItemSummary {
  return {
    item_id: `331002-${directory_code}`,
    directory_code,
    region_code: "331002",
    name: directory_code,
    department_code: directory_code.split("-")[0] ?? "",
    department_name: "",
    item_type: "20",
    case_type: "instant",
    audiences: ["1"],
    state: "published",
    is_complete: true,
    is_online: false,
    is_kiosk: false,
    version: 1,
    changed_at: "2026-11-01T00:00:00Z",
    ...said,
  };
}

const ITEMS = [
  item("gjj-29", { is_online: true, is_kiosk: true }),
  item("gjj-30", { audiences: ["1", "2"] }),
  item("rs-13", { is_kiosk: true, case_type: "promised" }),
];

test("filters are read from an address, and nothing else of it is", () => {
  expect(filtersOf({ q: "公积金", channel: "online", level: "", theme: ["a", "b"], department: "gjj" })).toEqual({
    channel: "online",
    department: "gjj",
  });
});

test("an item fits when every filter finds its value", () => {
  const found = (filters: object): string[] => ITEMS.filter((one) => fits(one, filters)).map((one) => one.directory_code);

  expect(found({})).toHaveLength(3);
  expect(found({ channel: "kiosk" })).toEqual(["gjj-29", "rs-13"]);
  expect(found({ channel: "kiosk", department: "gjj" })).toEqual(["gjj-29"]);
  expect(found({ theme: "person-075" })).toEqual([]);
});

test("a filter's counts heed the other filters, not itself", () => {
  const facets = facetsOf(ITEMS, { department: "gjj", channel: "kiosk" });

  expect(facets["department"]).toEqual([
    { value: "gjj", count: 1 },
    { value: "rs", count: 1 },
  ]);
  expect(facets["channel"]).toEqual([
    { value: "kiosk", count: 1 },
    { value: "online", count: 1 },
  ]);
  expect(facets["audience"]).toEqual([{ value: "1", count: 1 }]);
});

test("only filters that tell something apart, or are set, are offered", () => {
  const facets = {
    audience: [{ value: "1", count: 3 }],
    channel: [{ value: "online", count: 1 }],
    department: [
      { value: "gjj", count: 2 },
      { value: "rs", count: 1 },
    ],
    case_type: [{ value: "instant", count: 3 }],
  };
  const offered = groupsOf(facets, { case_type: "instant" }, 3, (facet, value) => `${facet} ${value}`);

  expect(offered.map((group) => group.facet)).toEqual(["channel", "department", "case_type"]);
  expect(offered[1]?.choices[0]).toEqual({ value: "gjj", label: "department gjj", count: 2 });
});
