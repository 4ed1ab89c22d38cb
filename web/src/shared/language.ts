/** The language in which services are asked to answer; the pages' own words follow the i18n. */
let spoken = "zh-CN";

export function speak(locale: string): void {
  spoken = locale;
}

export function language(): string {
  return spoken;
}
