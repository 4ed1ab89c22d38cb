/** A year as twelve months of weeks. Pure. */

export interface Day {
  date: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  number: number;
  kind: "work" | "weekend" | "off" | "worked";
  name: string;
}
interface Special {
  date: string;
  is_off: boolean;
  name: string;
}

const pad = (n: number): string => String(n).padStart(2, "0");

function dayOf(date: string, special: Special | undefined): Day {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const ordinary = weekday > 5 ? "weekend" : "work";
  return { date, weekday, number: Number(date.slice(8)), kind: special ? (special.is_off ? "off" : "worked") : ordinary, name: special?.name ?? "" };
}

/** The days of each month; the first of a month begins at the column of its `weekday`. */
export function months(year: number, specials: readonly Special[]): Day[][] {
  const known = new Map(specials.map((one) => [one.date, one]));
  return Array.from({ length: 12 }, (_, month) => {
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Array.from({ length }, (_, index) => {
      const date = `${year}-${pad(month + 1)}-${pad(index + 1)}`;
      return dayOf(date, known.get(date));
    });
  });
}
