/** Words for times, limits and distances; every hour shown is that of China. */
import type { Locale } from "./preferences";

export type Unit = "WORKDAY" | "DAY" | "HOUR" | "MINUTE" | "MONTH" | "YEAR";

export interface Limit {
  amount: number;
  unit: string;
}

const ZONE = "Asia/Shanghai";
const TAG: Record<Locale, string> = { zh: "zh-CN", en: "en-GB" };
const UNITS: Record<Locale, Record<Unit, string>> = {
  zh: { WORKDAY: "个工作日", DAY: "日", HOUR: "小时", MINUTE: "分钟", MONTH: "个月", YEAR: "年" },
  en: { WORKDAY: "working days", DAY: "days", HOUR: "hours", MINUTE: "minutes", MONTH: "months", YEAR: "years" },
};

/** A moment, such as 2026年5月6日 10:05; an empty string for none. */
export function moment(at: string | null | undefined, locale: Locale): string {
  if (!at) return "";
  return new Intl.DateTimeFormat(TAG[locale], {
    timeZone: ZONE,
    year: "numeric",
    month: locale === "zh" ? "long" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

/** A moment to the second, for lists where seconds are the point. */
export function exactMoment(at: string | null | undefined): string {
  if (!at) return "";
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: ZONE,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}

/** The hour of a moment to the second, where the day is known. */
export function exactHour(at: string | null | undefined): string {
  return exactMoment(at).slice(11);
}

/** A calendar day; `2026-06-01` has no hour and must not be moved by a time zone. */
export function day(on: string | null | undefined, locale: Locale): string {
  if (!on) return "";
  const [year, month, date] = on.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return on;
  if (locale === "zh") return `${year}年${month}月${date}日`;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(Date.UTC(year, month - 1, date)),
  );
}

/** The calendar day `days` after (or before) another, `2026-05-06`. */
export function daysFrom(on: string, days: number): string {
  const moved = new Date(`${on}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function limit(value: Limit | null | undefined, locale: Locale): string {
  if (!value || value.amount <= 0) return "";
  const unit = UNITS[locale][value.unit as Unit] ?? value.unit;
  if (locale === "zh") return `${value.amount}${unit}`;
  return `${value.amount} ${value.amount === 1 ? unit.replace(/s$/, "") : unit}`;
}

export function distance(metres: number | null | undefined, locale: Locale): string {
  if (metres === null || metres === undefined) return "";
  if (metres < 1_000) return locale === "zh" ? `${Math.round(metres)} 米` : `${Math.round(metres)} m`;
  const kilometres = (metres / 1_000).toFixed(metres < 10_000 ? 1 : 0);
  return locale === "zh" ? `${kilometres} 公里` : `${kilometres} km`;
}

/** A length of time, such as 1小时05分 or 12分30秒. */
export function duration(seconds: number | null | undefined, locale: Locale): string {
  if (seconds === null || seconds === undefined) return "";
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (hours >= 24) {
    const days = Math.floor(hours / 24);
    return locale === "zh" ? `${days}天${hours % 24}小时` : `${days} d ${hours % 24} h`;
  }
  if (hours > 0) return locale === "zh" ? `${hours}小时${pad(minutes)}分` : `${hours} h ${pad(minutes)} min`;
  if (minutes > 0) return locale === "zh" ? `${minutes}分${pad(rest)}秒` : `${minutes} min ${pad(rest)} s`;
  return locale === "zh" ? `${rest}秒` : `${rest} s`;
}

/** A 申报号 (region, day, serial) in groups that can be read out. */
export function grouped(number: string): string {
  return number.replace(/^(\d{6})(\d{8})(\d{7})$/, "$1 $2 $3");
}
