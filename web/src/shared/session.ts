import { defineStore } from "pinia";
import { computed, ref } from "vue";
import * as gateway from "@/api/gateway";
import type { Me } from "@/api/gateway";
import { asRefusal, type Refusal } from "./problems";

/** Who is signed on, as the gateway says. */
export const useSession = defineStore("session", () => {
  const me = ref<Me>();
  const refusal = ref<Refusal>();
  const isKnown = ref(false);
  let asking: Promise<void> | undefined;

  const isSignedOn = computed(() => me.value !== undefined && me.value.kind !== "visitor");
  const level = computed(() => me.value?.level ?? 0);

  async function ask(): Promise<void> {
    try {
      me.value = await gateway.me();
      refusal.value = undefined;
    } catch (cause) {
      const answer = asRefusal(cause);
      me.value = undefined;
      // Nobody being signed on is an answer, not a failure.
      refusal.value = answer.status === 401 || answer.status === 403 ? undefined : answer;
    }
    isKnown.value = true;
  }

  /** Resolves once it is known who is here; asks the gateway at most once. */
  function known(): Promise<void> {
    asking ??= ask();
    return asking;
  }

  /** Asks again, after a failure. */
  function again(): Promise<void> {
    asking = ask();
    return asking;
  }

  async function signOut(): Promise<void> {
    try {
      await gateway.signOut();
      me.value = undefined;
    } catch (cause) {
      refusal.value = asRefusal(cause);
    }
  }

  /** Whether a permission is granted anywhere. */
  function may(permission: string): boolean {
    return (me.value?.permissions[permission]?.length ?? 0) > 0;
  }

  return { me, refusal, isKnown, isSignedOn, level, known, again, signOut, may };
});
