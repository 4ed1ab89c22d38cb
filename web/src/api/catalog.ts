import { get, post, type Page } from "@/shared/http";
import type { Limit } from "@/shared/format";

const BASE = "/api/catalog/v1";

export interface Region {
  code: string;
  name: string;
  kind: string;
  parent_code: string | null;
}

export interface Theme {
  code: string;
  name: string;
  audience: "person" | "organisation";
  item_count?: number;
}

export interface ItemSummary {
  item_id: string;
  name: string;
  region_code: string;
  department_name: string;
  case_type: string;
  item_type?: string;
  state?: string;
  is_online: boolean;
  is_kiosk: boolean;
  is_complete: boolean;
  required_level?: number;
  promised_limit?: Limit | null;
  version?: number;
}

export interface Found extends ItemSummary {
  /** Why this item was found: kind is name, plain_name, pinyin, department, … */
  why: { kind: string; matched: string };
}

export interface SearchAnswer {
  items: Found[];
  /** What was searched instead, when nothing matched the words as typed. */
  did_you_mean: string | null;
}

export interface Material {
  code: string;
  name: string;
  is_required: boolean;
  source: string;
  format?: string;
  copies?: number;
  note?: string;
}

export interface Fee {
  name: string;
  standard: string;
}

export interface Guide extends ItemSummary {
  directory_code: string;
  region_name?: string;
  plain_names: string[];
  audiences: string[];
  legal_limit: Limit | null;
  materials: Material[];
  fees: Fee[];
  accept_condition: string;
  steps: string[];
  place: string;
  hours: string;
  consult_phone: string;
  supervise_phone?: string;
  result_name: string;
  legal_basis?: string;
  trips?: number | null;
  faq: { question: string; answer: string }[];
  updated_at?: string;
}

export function regions(parent: string, signal?: AbortSignal): Promise<Page<Region>> {
  return get(`${BASE}/regions`, { parent, limit: 200 }, signal);
}

export function themes(signal?: AbortSignal): Promise<Page<Theme>> {
  return get(`${BASE}/themes`, { limit: 200 }, signal);
}

export interface ItemQuery {
  region?: string;
  theme?: string;
  audience?: string;
  after?: string | null;
  limit?: number;
}

export function items(query: ItemQuery, signal?: AbortSignal): Promise<Page<ItemSummary>> {
  return get(`${BASE}/items`, { ...query }, signal);
}

export function guide(itemId: string, region: string, signal?: AbortSignal): Promise<Guide> {
  return get(`${BASE}/items/${encodeURIComponent(itemId)}/guide`, { region }, signal);
}

export function search(q: string, region: string, signal?: AbortSignal): Promise<SearchAnswer> {
  return get(`${BASE}/search`, { q, region }, signal);
}

export function suggest(q: string, region: string, signal?: AbortSignal): Promise<Page<{ text: string; item_id?: string }>> {
  return get(`${BASE}/suggest`, { q, region }, signal);
}

export function operatorItems(
  query: { q?: string; state?: string; region?: string; after?: string | null },
  signal?: AbortSignal,
): Promise<Page<ItemSummary>> {
  return get(`${BASE}/operator/items`, { ...query, limit: 50 }, signal);
}

export function operatorItem(itemId: string, signal?: AbortSignal): Promise<Guide> {
  return get(`${BASE}/operator/items/${encodeURIComponent(itemId)}`, {}, signal);
}

export function withdraw(itemId: string, reason: string): Promise<ItemSummary> {
  return post(`${BASE}/items/${encodeURIComponent(itemId)}/withdraw`, { reason });
}

export function publish(itemId: string): Promise<ItemSummary> {
  return post(`${BASE}/items/${encodeURIComponent(itemId)}/publish`, {});
}
