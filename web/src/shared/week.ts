/** Opening hours as people write them: 周一至周五 08:30–12:00、13:30–17:00. */
interface Span {
  weekday: number;
  opens: string;
  closes: string;
}

const DAYS = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};
const WORDS = { zh: { to: "至", and: "、", next: "；" }, en: { to: "–", and: ", ", next: "; " } };

/** Days that follow each other and have the same hours stand together. */
export function week(hours: Span[], language: "zh" | "en"): string {
  const words = WORDS[language];
  const byDay = DAYS[language].map((_, index) =>
    hours
      .filter((span) => span.weekday === index + 1)
      .map((span) => `${span.opens}–${span.closes}`)
      .sort()
      .join(words.and),
  );
  const groups: { from: number; to: number; spans: string }[] = [];
  byDay.forEach((spans, index) => {
    const last = groups.at(-1);
    if (last && last.spans === spans) last.to = index;
    else groups.push({ from: index, to: index, spans });
  });
  return groups
    .filter((group) => group.spans)
    .map(({ from, to, spans }) => {
      const days = DAYS[language];
      return `${days[from]}${to > from ? `${words.to}${days[to]}` : ""} ${spans}`;
    })
    .join(words.next);
}
