import type { Scene } from "@/api/scenes";
import type { Profile } from "./profile";

/** What is for such as ask stands first: elders' scenes in elder mode, then those of the profile. */
export function ordered(scenes: readonly Scene[], profile: Profile, isElder: boolean): Scene[] {
  const audience = profile === "person" ? "1" : "2";
  const weight = (one: Scene): number => (isElder && one.is_for_elders ? 0 : one.audience === audience ? 1 : 2);
  return [...scenes].sort((one, other) => weight(one) - weight(other));
}
