import type { Answer, Handover } from "@/api/helpdesk";
import type { Refusal } from "@/shared/problems";

/** One question, and what came of it. */
export interface Turn {
  id: number;
  question: string;
  /** What stands in the bubble: the question, or the item chosen when the bot asked back. */
  said: string;
  item: string | undefined;
  answer?: Answer;
  refusal?: Refusal | undefined;
  isHandingOver?: boolean;
  handover?: Handover;
}

const KEPT = "sanzhi.question";

/** Keeps a question over the sign-on, in this tab only: it may name somebody, so it goes into no address. */
export function keepQuestion(question: string): void {
  try {
    sessionStorage.setItem(KEPT, question);
  } catch {
    // Without storage it is asked again.
  }
}

/** The kept question, once. */
export function takeQuestion(): string {
  try {
    const kept = sessionStorage.getItem(KEPT) ?? "";
    sessionStorage.removeItem(KEPT);
    return kept;
  } catch {
    return "";
  }
}
