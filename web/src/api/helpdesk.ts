import { answered, client, type Answer as Answered } from "./client";

/** What the bot says: answered (with a citation), choose (which item is meant), person (it does not know). */
export type Answer = Answered<"/api/helpdesk/v1/questions", "post">;
export type Handover = Answered<"/api/helpdesk/v1/handovers">["items"][number];
export type Task = Answered<"/api/helpdesk/v1/operator/tasks">["items"][number];
export type Entry = Answered<"/api/helpdesk/v1/operator/knowledge">["items"][number];

export function ask(text: string, region: string, itemId?: string): Promise<Answer> {
  const body = { text, region, ...(itemId && { item_id: itemId }) };
  return answered(client.POST("/api/helpdesk/v1/questions", { body }));
}

/** Hands a question over to a person; the answer comes with `handovers`. */
export function handOver(text: string, region: string, itemId?: string): Promise<Handover> {
  const body = { text, region, ...(itemId && { item_id: itemId }) };
  return answered(client.POST("/api/helpdesk/v1/handovers", { body }));
}

/** One's own questions to a person, with the answers. */
export async function handovers(signal?: AbortSignal): Promise<Handover[]> {
  return (await answered(client.GET("/api/helpdesk/v1/handovers", { signal }))).items;
}

export function waiting(signal?: AbortSignal): Promise<Answered<"/api/helpdesk/v1/operator/handovers">> {
  return answered(client.GET("/api/helpdesk/v1/operator/handovers", { signal }));
}

export function reply(handoverId: string, text: string): Promise<Handover> {
  const params = { path: { handover_id: handoverId } };
  return answered(client.POST("/api/helpdesk/v1/operator/handovers/{handover_id}/answer", { params, body: { text } }));
}

export function tasks(after: string | null, signal?: AbortSignal): Promise<Answered<"/api/helpdesk/v1/operator/tasks">> {
  return answered(client.GET("/api/helpdesk/v1/operator/tasks", { params: { query: { after, limit: 50 } }, signal }));
}

export function closeTask(taskId: string, note: string): Promise<Task> {
  const params = { path: { task_id: taskId } };
  return answered(client.POST("/api/helpdesk/v1/operator/tasks/{task_id}/close", { params, body: { note } }));
}

export function knowledge(
  query: { state?: "published" | "withheld" | undefined; after: string | null },
  signal?: AbortSignal,
): Promise<Answered<"/api/helpdesk/v1/operator/knowledge">> {
  return answered(client.GET("/api/helpdesk/v1/operator/knowledge", { params: { query: { ...query, limit: 50 } }, signal }));
}
