import { inject, provide, type InjectionKey, type Ref } from "vue";
import type { Question } from "@/api/catalog/situations";

/** What stands around the guide that is being written. */
export interface Around {
  /** Whose guide it is: files are kept for this region; empty where the guides of many are changed at once. */
  region: string;
  /** What the item's situations ask, for handling items to name answers. */
  questions: readonly Question[];
}

const KEY: InjectionKey<Ref<Around>> = Symbol("around");

export function giveAround(around: Ref<Around>): void {
  provide(KEY, around);
}

export function useAround(): Ref<Around> | undefined {
  return inject(KEY, undefined);
}
