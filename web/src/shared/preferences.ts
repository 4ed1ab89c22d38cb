import { defineStore } from "pinia";
import { ref, watch } from "vue";
import { bridgeUiStyle, type UiStyle } from "./bridge";

export type Locale = "zh" | "en";

const REMEMBERED = "sanzhi.preferences";
/** 椒江区: where somebody who has chosen nothing starts. */
const FIRST_REGION = "331002";

interface Remembered {
  locale?: Locale;
  uiStyle?: UiStyle;
  region?: string;
}

function recall(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Remembered;
  } catch {
    return {};
  }
}

/** The style an address asks for (`?uiStyle=elder`), if it asks. */
export function askedStyle(search: string): UiStyle | undefined {
  const asked = new URLSearchParams(search).get("uiStyle");
  return asked === "elder" || asked === "normal" ? asked : undefined;
}

/** How this person likes the pages; kept in this browser only. */
export const usePreferences = defineStore("preferences", () => {
  const remembered = recall();
  const locale = ref<Locale>(remembered.locale ?? "zh");
  const uiStyle = ref<UiStyle>(askedStyle(location.search) ?? remembered.uiStyle ?? "normal");
  const region = ref(remembered.region ?? FIRST_REGION);

  watch(
    [locale, uiStyle, region],
    () => {
      const kept: Remembered = { locale: locale.value, uiStyle: uiStyle.value, region: region.value };
      try {
        localStorage.setItem(REMEMBERED, JSON.stringify(kept));
      } catch {
        // Private windows may refuse storage; the choice then lasts as long as the page.
      }
    },
    { immediate: askedStyle(location.search) !== undefined },
  );

  /** Follows the provincial app's own setting; inside the app it wins over what was remembered. */
  async function followApp(): Promise<void> {
    const wanted = await bridgeUiStyle();
    if (wanted && !askedStyle(location.search)) uiStyle.value = wanted;
  }

  return { locale, uiStyle, region, followApp };
});
