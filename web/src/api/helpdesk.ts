import { get, post } from "@/shared/http";
import type { Page } from "@/shared/pages";

const BASE = "/api/helpdesk/v1";

export interface Citation {
  item_id: string;
  item_name: string;
  item_version: number;
  region_code?: string;
}

export interface Answer {
  question_id: string;
  /** answered, refused (nothing fits), withheld (the item it rests on is under change). */
  outcome: string;
  text: string;
  citations: Citation[];
  /** How a person is reached when the answer is not enough. */
  contact?: { phone?: string; hours?: string } | null;
  suggestions?: string[];
}

export interface Task {
  task_id: string;
  kind: string;
  title: string;
  entry_id: string;
  item_id: string | null;
  region_code: string;
  reason: string;
  created_at: string;
  closed_at: string | null;
}

export interface Entry {
  entry_id: string;
  question: string;
  answer: string;
  item_id: string | null;
  item_version: number | null;
  region_code: string;
  state: string;
}

export function ask(text: string, region: string): Promise<Answer> {
  return post(`${BASE}/questions`, { text, region });
}

/** Asks for a member of staff, handing over the question that the bot could not answer. */
export function reachPerson(questionId: string | null, region: string): Promise<{ conversation_id: string; state: string }> {
  return post(`${BASE}/conversations`, { question_id: questionId, region });
}

export function tasks(query: { after?: string | null }, signal?: AbortSignal): Promise<Page<Task>> {
  return get(`${BASE}/operator/tasks`, { ...query, limit: 50 }, signal);
}

export function closeTask(taskId: string, note: string): Promise<unknown> {
  return post(`${BASE}/tasks/${encodeURIComponent(taskId)}/close`, { note });
}

export function knowledge(query: { after?: string | null }, signal?: AbortSignal): Promise<Page<Entry>> {
  return get(`${BASE}/operator/knowledge`, { ...query, limit: 50 }, signal);
}
