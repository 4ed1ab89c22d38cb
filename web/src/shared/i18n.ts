import { createI18n, useI18n } from "vue-i18n";
import { computed, watchEffect, type ComputedRef } from "vue";
import { speak } from "./language";
import type { Locale } from "./preferences";

export type Words = { [key: string]: string | Words };

/** The translator of one entry, speaking Chinese until another language has been fetched. */
export function makeI18n(zh: Words) {
  return createI18n({
    legacy: false,
    locale: "zh",
    fallbackLocale: "zh",
    messages: { zh } as Record<string, Words>,
    missingWarn: false,
    fallbackWarn: false,
  });
}

type Translator = ReturnType<typeof makeI18n>;

/** Keeps page, document and calls in the language `locale` tells; other words are fetched once. */
export function followLocale(i18n: Translator, locale: () => Locale, fetchEnglish: () => Promise<Words>): void {
  watchEffect(() => {
    const wanted = locale();
    document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
    speak(wanted === "zh" ? "zh-CN" : "en");
    if (wanted === "en" && !i18n.global.availableLocales.includes("en")) {
      void fetchEnglish().then((words) => {
        i18n.global.setLocaleMessage("en", words);
        i18n.global.locale.value = wanted;
      });
      return;
    }
    i18n.global.locale.value = wanted;
  });
}

export interface Speech {
  t: (key: string, named?: Record<string, unknown>) => string;
  /** The word for a code; a code the table does not know is shown as it came. */
  code: (table: string, value: string | null | undefined) => string;
  locale: ComputedRef<Locale>;
}

export function useSpeech(): Speech {
  const { t, te, locale } = useI18n();
  return {
    t: (key, named) => t(key, named ?? {}),
    code: (table, value) => {
      if (value === null || value === undefined || value === "") return "";
      const key = `code.${table}.${value}`;
      return te(key, "zh") ? t(key) : value;
    },
    locale: computed(() => locale.value as Locale),
  };
}
