import { origins } from "@/api/catalog/merges";
import * as revisions from "@/api/catalog/revisions";
import type { Guide, OperatorGuide, Revision } from "@/api/catalog/revisions";
import { wholeGuide } from "./fields";

const OPEN = ["draft", "waiting", "returned", "scheduled"];
export const MENDABLE = ["draft", "returned"];

export interface Opened {
  item: OperatorGuide;
  /** The revision under way, whoever's it is. */
  open: Revision | undefined;
  /** What the form begins with: one's own draft, else what people read. */
  guide: Guide;
  /** Elements that only the province changes. */
  owned: string[];
  /** Why this person cannot draft now. */
  lock: "other" | "waiting" | "batch" | undefined;
}

function lockOf(open: Revision | undefined, person: string): Opened["lock"] {
  if (!open) return undefined;
  if (open.change_id) return "batch";
  if (open.author !== person) return "other";
  return MENDABLE.includes(open.state) ? undefined : "waiting";
}

/** An item to edit, with the draft that this person has of it. */
export async function openItem(itemId: string, person: string, signal: AbortSignal): Promise<Opened> {
  const [item, history, sources] = await Promise.all([revisions.operatorItem(itemId, signal), revisions.history(itemId, signal), origins(itemId, signal)]);
  const found = history.find((one) => OPEN.includes(one.state));
  const open = found && (await revisions.revision(found.id, signal));
  return { item, open, guide: wholeGuide(open ? (open.content as Partial<Guide>) : item.guide), owned: sources.elements.filter((one) => one.is_read_only).map((one) => one.element), lock: lockOf(open, person) };
}
