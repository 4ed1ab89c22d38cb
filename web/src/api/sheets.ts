import { answered, client, type Answer, type Body } from "./client";
import type { Answers } from "./scenes";

/** A signed page for exactly one case. */
export type Sheet = Answer<"/api/catalog/v1/sheets", "post">;
export type SheetContent = Sheet["content"];
export type SheetVerdict = Answer<"/api/catalog/v1/sheets/{code}/verify">;
export type SheetLine = Answer<"/api/catalog/v1/sheets">["items"][number];
/** What a window asked for beyond a sheet. */
export type Demand = Answer<"/api/catalog/v1/sheets/{code}/demands", "post">;
export type DemandBody = Body<"/api/catalog/v1/sheets/{code}/demands">;

export function issue(itemId: string, answers: Answers): Promise<Sheet> {
  return answered(client.POST("/api/catalog/v1/sheets", { body: { item_id: itemId, answers } }));
}

/** The sheets of who is signed on. */
export function ownSheets(after: string | null, signal?: AbortSignal): Promise<Answer<"/api/catalog/v1/sheets">> {
  const params = { query: { after, limit: 20 } };
  return answered(client.GET("/api/catalog/v1/sheets", { params, signal: signal ?? null }));
}

/** Whether a code is that of a sheet, and the sheet. */
export function verify(code: string, signal?: AbortSignal): Promise<SheetVerdict> {
  return answered(client.GET("/api/catalog/v1/sheets/{code}/verify", { params: { path: { code } }, signal: signal ?? null }));
}

/** Whether a file is, byte for byte, the page that was given out. */
export function verifyFile(code: string, file: Blob): Promise<SheetVerdict> {
  return answered(
    client.POST("/api/catalog/v1/sheets/{code}/verify", {
      params: { path: { code } },
      // A file is text to the document; it is sent as it is.
      body: file as unknown as string,
      bodySerializer: (bytes) => bytes,
      headers: { "Content-Type": "application/pdf" },
    }),
  );
}

export function pdfAddress(code: string): string {
  return `/api/catalog/v1/sheets/${encodeURIComponent(code)}/pdf`;
}

export function demands(code: string, signal?: AbortSignal): Promise<Demand[]> {
  return answered(client.GET("/api/catalog/v1/sheets/{code}/demands", { params: { path: { code } }, signal: signal ?? null }));
}

export function demand(code: string, body: DemandBody): Promise<Demand> {
  return answered(client.POST("/api/catalog/v1/sheets/{code}/demands", { params: { path: { code } }, body }));
}
