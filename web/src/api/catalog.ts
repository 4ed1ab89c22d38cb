import type { Limit } from "@/shared/format";
import { asRefusal } from "@/shared/problems";
import { answered, client, type Answer } from "./client";

export type Region = Answer<"/api/catalog/v1/regions">["items"][number];
export type Theme = Answer<"/api/catalog/v1/themes">[number];
export type ItemSummary = Answer<"/api/catalog/v1/items">["items"][number];
export type OperatorItem = Answer<"/api/catalog/v1/operator/items">["items"][number];
export type ItemState = "draft" | "published" | "suspended" | "withdrawn";

export interface Material {
  code: string;
  name: string;
  is_required: boolean;
  /** applicant, government, other */
  source: string;
  kind: string;
  format: string;
  /** Who issues it, when it is not the applicant's own. */
  issuer?: string;
  copies?: number;
  /** What it must look like to be taken. */
  accept_standard?: string;
  originals?: number;
  duplicates?: number;
  page_format?: string;
  issued_within?: string;
  fill_note?: string;
  usage_note?: string;
  /** The certificate that takes its place. */
  licence_type?: string;
  /** Nobody need bring it. */
  is_waived?: boolean;
  /** Files by their hashes. */
  form_file?: string;
  example_file?: string;
}

/** A further place where an item is handled. */
export interface Point {
  name: string;
  address: string;
  hours?: string;
  phone?: string;
}

/** The elements of a guide (svc-catalog, items/types.py); the document leaves their form open. */
export interface Elements {
  accept_condition: string;
  steps: string[];
  process_diagram?: string;
  is_by_commitment?: boolean;
  computer_url?: string;
  mobile_url?: string;
  points?: Point[];
  planned_until?: string;
  materials: Material[];
  result_name: string;
  result_sample: string;
  faq: { question: string; answer: string }[];
  legal_basis: string;
  scene_count: number;
  scene_reason: string;
  fees: { name: string; standard: string; reduction_note?: string }[];
  handle_forms: string[];
  promised_limit: Limit;
  place: string;
  hours: string;
  consult_phone: string;
  complaint_phone: string;
}

/** Blank forms, samples and diagrams by their hashes. */
export type Files = GuideAnswer["files"];
type GuideAnswer = Answer<"/api/catalog/v1/items/{item_id}">;

export interface Guide extends Omit<GuideAnswer, "guide" | "legal_limit"> {
  legal_limit: Limit | null;
  guide: Elements | null;
}

export async function regions(parent: string | undefined, signal?: AbortSignal): Promise<Region[]> {
  const query = parent ? { parent } : {};
  return (await answered(client.GET("/api/catalog/v1/regions", { params: { query }, signal }))).items;
}

export function themes(signal?: AbortSignal): Promise<Theme[]> {
  return answered(client.GET("/api/catalog/v1/themes", { signal }));
}

export interface ItemQuery {
  region?: string;
  after?: string | null;
  limit?: number;
}

export async function items(query: ItemQuery, signal?: AbortSignal): Promise<Answer<"/api/catalog/v1/items">> {
  return answered(client.GET("/api/catalog/v1/items", { params: { query }, signal }));
}

export async function item(itemId: string, signal?: AbortSignal): Promise<Guide> {
  const params = { path: { item_id: itemId } };
  return (await answered(client.GET("/api/catalog/v1/items/{item_id}", { params, signal }))) as Guide;
}

/**
 * The guide of an item as `region` publishes it. A region that does not publish it
 * leaves the guide that was asked for: the caller sees it by its `region_code`.
 */
export async function guideIn(itemId: string, region: string, signal?: AbortSignal): Promise<Guide> {
  const asked = await item(itemId, signal);
  if (asked.region_code === region) return asked;
  try {
    return await guideOf(asked.directory_code, region, signal);
  } catch (cause) {
    if (asRefusal(cause).status === 404) return asked;
    throw cause;
  }
}

/** The guide of an item of the directory as it holds for somebody in `region`. */
export async function guideOf(code: string, region: string, signal?: AbortSignal): Promise<Guide> {
  const params = { path: { directory_code: code }, query: { region } };
  return (await answered(client.GET("/api/catalog/v1/guides/{directory_code}", { params, signal }))) as Guide;
}

export function operatorItems(
  query: { state?: ItemState | undefined; q?: string | undefined; after: string | null },
  signal?: AbortSignal,
): Promise<Answer<"/api/catalog/v1/operator/items">> {
  return answered(client.GET("/api/catalog/v1/operator/items", { params: { query: { ...query, limit: 100 } }, signal }));
}

export type ItemAct = "withdraw" | "suspend" | "publish";

/** Does an act on the version that was read; somebody else's change in between is refused. */
export function turn(found: Pick<OperatorItem, "item_id" | "version">, act: ItemAct): Promise<OperatorItem> {
  const params = { path: { item_id: found.item_id }, header: { "If-Match": `"${found.version}"` } };
  switch (act) {
    case "withdraw":
      return answered(client.POST("/api/catalog/v1/items/{item_id}/withdraw", { params }));
    case "suspend":
      return answered(client.POST("/api/catalog/v1/items/{item_id}/suspend", { params }));
    case "publish":
      return answered(client.POST("/api/catalog/v1/items/{item_id}/publish", { params }));
  }
}
