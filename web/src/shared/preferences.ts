import { defineStore } from "pinia";
import { computed, ref, watch } from "vue";
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
  const asked = askedStyle(location.search);
  const locale = ref<Locale>(remembered.locale ?? "zh");
  const region = ref(remembered.region ?? FIRST_REGION);
  /** Chosen in this browser; what app or account want counts only without it. */
  const chosenStyle = ref<UiStyle | undefined>(asked ?? remembered.uiStyle);
  const followedStyle = ref<UiStyle>("normal");
  const uiStyle = computed(() => chosenStyle.value ?? followedStyle.value);

  function remember(): void {
    const kept: Remembered = { locale: locale.value, region: region.value };
    if (chosenStyle.value) kept.uiStyle = chosenStyle.value;
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify(kept));
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
  }
  watch([locale, chosenStyle, region], remember);
  if (asked) remember();

  function switchStyle(): UiStyle {
    chosenStyle.value = uiStyle.value === "elder" ? "normal" : "elder";
    return chosenStyle.value;
  }

  /** Follows the provincial app's own setting; inside the app it wins over what was remembered. */
  async function followApp(): Promise<void> {
    const wanted = await bridgeUiStyle();
    if (!wanted || asked) return;
    chosenStyle.value = undefined;
    followedStyle.value = wanted;
  }

  /** Follows what the account remembers. */
  function followAccount(style: string): void {
    if (style === "elder") followedStyle.value = "elder";
  }

  return { locale, uiStyle, region, switchStyle, followApp, followAccount };
});
