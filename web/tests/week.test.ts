import { expect, test } from "vitest";
import { week } from "@/shared/week";

const office = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, opens: "13:30", closes: "17:00" },
  { weekday, opens: "08:30", closes: "12:00" },
]);

test("days with the same hours stand together", () => {
  expect(week(office, "zh")).toBe("周一至周五 08:30–12:00、13:30–17:00");
  expect(week([...office, { weekday: 6, opens: "09:00", closes: "12:00" }], "zh")).toBe(
    "周一至周五 08:30–12:00、13:30–17:00；周六 09:00–12:00",
  );
  expect(week(office, "en")).toBe("Mon–Fri 08:30–12:00, 13:30–17:00");
});

test("a gap in the week parts its days, and no hours are no words", () => {
  const days = [1, 3].map((weekday) => ({ weekday, opens: "08:00", closes: "09:00" }));

  expect(week(days, "zh")).toBe("周一 08:00–09:00；周三 08:00–09:00");
  expect(week([], "zh")).toBe("");
});
