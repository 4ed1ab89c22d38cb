import type { Limit } from "@/shared/format";
import type { Material } from "./catalog";
import { answered, client, type Answer } from "./client";

export type Scene = Answer<"/api/catalog/v1/scenes">[number];
/** A step of a walk: the next question, or the end. */
export type Walk = Answer<"/api/catalog/v1/scenes/{code}/answers", "post">;
export type Question = NonNullable<Walk["question"]>;
export type End = NonNullable<Walk["end"]>;
export type Goal = End["goals"][number];
/** Which option was chosen of which question. */
export type Answers = Record<string, string>;

export type Situations = Answer<"/api/catalog/v1/items/{item_id}/situations">;
export type Situation = Situations["situations"][number];
export interface Fee {
  name: string;
  standard: string;
  reduction_note?: string;
}
/** What one case needs: the part of a guide that the answers decide. */
export interface Need {
  name: string;
  note: string;
  materials: Material[];
  fees: Fee[];
  limit: Limit;
  /** Under which 业务办理项 the case is handled, once all is answered. */
  handling?: { name: string; code: string | null };
}

export function scenes(region: string, signal?: AbortSignal): Promise<Scene[]> {
  return answered(client.GET("/api/catalog/v1/scenes", { params: { query: { region } }, signal: signal ?? null }));
}

/** Where somebody stands in a scene after the answers so far. */
export function walk(code: string, region: string, answers: Answers): Promise<Walk> {
  const params = { path: { code } };
  return answered(client.POST("/api/catalog/v1/scenes/{code}/answers", { params, body: { region, answers } }));
}

export function situations(itemId: string, signal?: AbortSignal): Promise<Situations> {
  const params = { path: { item_id: itemId } };
  return answered(client.GET("/api/catalog/v1/items/{item_id}/situations", { params, signal: signal ?? null }));
}

/** What is asked of somebody with these answers; nothing of them is kept. */
export async function match(itemId: string, answers: Answers, signal?: AbortSignal): Promise<Need> {
  const params = { path: { item_id: itemId } };
  const found = await answered(
    client.POST("/api/catalog/v1/items/{item_id}/situations/match", { params, body: { answers }, signal: signal ?? null }),
  );
  const { situation_name: name, note, materials, fees, limit, handling_item: handling } = found;
  return { name, note, materials, fees, limit, handling };
}
