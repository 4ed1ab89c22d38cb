import { ElMessage } from "element-plus";
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { useSpeech } from "@/shared/i18n";
import { asRefusal, type Refusal } from "@/shared/problems";
import { wordsOf } from "@/shared/refusalWords";

export interface Acting {
  isBusy: Ref<boolean>;
  refusal: ShallowRef<Refusal | undefined>;
  /** Does it once; says that it is done, or why it was refused. True when it is done. */
  act: (deed: () => Promise<unknown>, done: string) => Promise<boolean>;
}

export function useActing(): Acting {
  const { t } = useSpeech();
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal>();

  async function act(deed: () => Promise<unknown>, done: string): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    refusal.value = undefined;
    try {
      await deed();
      ElMessage.success({ message: done, customClass: "said-done" });
      return true;
    } catch (cause) {
      refusal.value = asRefusal(cause);
      const { title, detail } = wordsOf(refusal.value, t);
      ElMessage.error({ message: detail ? `${title} ${detail}` : title, duration: 6_000, customClass: "said-refused" });
      return false;
    } finally {
      isBusy.value = false;
    }
  }
  return { isBusy, refusal, act };
}
