import { answered, client, type Answer } from "../client";

export type Import = Answer<"/api/catalog/v1/operator/imports/{import_id}">;
export type RowOutcome = "unchanged" | "changed" | "faulty";

export const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const LINES = "application/x-ndjson";
/** The lists of whoever opens it, as a workbook and as lines of JSON. */
export const WORKBOOK_ADDRESS = "/api/catalog/v1/operator/exchange/items.xlsx";
export const LINES_ADDRESS = "/api/catalog/v1/operator/exchange/items.ndjson";

const of = (importId: string) => ({ path: { import_id: importId } });

/** Sends a file; its rows are then held against what there is, and nothing is changed. */
export function begin(file: File): Promise<Import> {
  const isLines = /\.(ndjson|jsonl)$/i.test(file.name);
  return answered(
    client.POST("/api/catalog/v1/operator/imports", {
      params: { query: { name: file.name } },
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
      headers: { "Content-Type": isLines ? LINES : WORKBOOK },
    } as never),
  ) as Promise<Import>;
}

/** The files that came in, the newest first. */
export function imports(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/imports", { params: { query: { after, limit: 20 } }, signal }));
}

export function one(importId: string, signal?: AbortSignal): Promise<Import> {
  return answered(client.GET("/api/catalog/v1/operator/imports/{import_id}", { params: of(importId), signal }));
}

export function rows(importId: string, outcome: RowOutcome | undefined, after: string | null, signal?: AbortSignal) {
  const params = { ...of(importId), query: { after, limit: 50, ...(outcome && { outcome }) } };
  return answered(client.GET("/api/catalog/v1/operator/imports/{import_id}/rows", { params, signal }));
}

/** Drafts all that a checked file changes as one amendment. */
export function apply(importId: string): Promise<Import> {
  return answered(client.POST("/api/catalog/v1/operator/imports/{import_id}/apply", { params: of(importId) }));
}
