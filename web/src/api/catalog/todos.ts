import { answered, client, type Answer } from "../client";

export type Todos = Answer<"/api/catalog/v1/operator/todos">;
export type Todo = Todos["items"][number];
export type TodoKind = Todo["kind"];

/** What waits for whoever asks: of every kind some, or of one kind more. */
export function todos(kind: TodoKind | undefined, limit: number, signal?: AbortSignal): Promise<Todos> {
  const query = { limit, ...(kind && { kind }) };
  return answered(client.GET("/api/catalog/v1/operator/todos", { params: { query }, signal }));
}
