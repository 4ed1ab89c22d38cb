import { defineStore } from "pinia";
import { ref, watch } from "vue";

export const PROFILES = ["person", "enterprise"] as const;
export type Profile = (typeof PROFILES)[number];

const KEPT = "sanzhi.profile";

function recall(): Profile {
  try {
    return localStorage.getItem(KEPT) === "enterprise" ? "enterprise" : "person";
  } catch {
    return "person";
  }
}

/** For whom somebody comes: himself, or an enterprise. It orders what is shown, and hides nothing. */
export const useProfile = defineStore("profile", () => {
  const profile = ref(recall());
  watch(profile, (chosen) => {
    try {
      localStorage.setItem(KEPT, chosen);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
  return { profile };
});
