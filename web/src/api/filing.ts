import type { ObjectSchema, Values } from "@/shared/form";
import { useSession } from "@/shared/session";
import { answered, client, type Answer } from "./client";

/** Where news of one's cases is told, to whoever is signed on; the socket is in no OpenAPI document. */
export function news(): string | undefined {
  return useSession().isSignedOn ? "/api/filing/v1/news" : undefined;
}

export type Case = Answer<"/api/filing/v1/cases/{case_id}">;
export type Progress = Answer<"/api/filing/v1/progress", "post">;
/** The answer to a filing: the only moment at which the query password is told. */
export type Receipt = Answer<"/api/filing/v1/cases", "post">;
export type Verdict = Answer<"/api/filing/v1/verify/{code}">;
export type OperatorCase = Answer<"/api/filing/v1/operator/cases">["items"][number];
export type OperatorCaseDetail = Answer<"/api/filing/v1/operator/cases/{case_id}">;
export type Decision = OperatorCaseDetail["decisions"][number];
export type CaseState = "submitted" | "correction" | "accepted" | "declined" | "approved" | "refused";
export type Level = "very_satisfied" | "satisfied" | "mostly_satisfied" | "dissatisfied" | "very_dissatisfied";

export interface FilingForm extends Omit<Answer<"/api/filing/v1/items/{item_id}/form">, "schema"> {
  schema: ObjectSchema;
}

const of = (caseId: string) => ({ path: { case_id: caseId } });
const keyed = (key: string) => ({ "Idempotency-Key": key });

export async function form(itemId: string, signal?: AbortSignal): Promise<FilingForm> {
  const params = { path: { item_id: itemId } };
  return (await answered(client.GET("/api/filing/v1/items/{item_id}/form", { params, signal }))) as unknown as FilingForm;
}

export function file(itemId: string, values: Values, idempotencyKey: string): Promise<Receipt> {
  const body = { item_id: itemId, form: values, channel: "web" as const };
  return answered(client.POST("/api/filing/v1/cases", { body, headers: keyed(idempotencyKey) }));
}

export function mine(after: string | null, signal?: AbortSignal): Promise<Answer<"/api/filing/v1/cases">> {
  return answered(client.GET("/api/filing/v1/cases", { params: { query: { after, limit: 20 } }, signal }));
}

export function one(caseId: string, signal?: AbortSignal): Promise<Case> {
  return answered(client.GET("/api/filing/v1/cases/{case_id}", { params: of(caseId), signal }));
}

/** The applicant's answer to a correction notice. */
export function correct(caseId: string, values: Values, idempotencyKey: string): Promise<Case> {
  const options = { params: of(caseId), body: { form: values }, headers: keyed(idempotencyKey) };
  return answered(client.POST("/api/filing/v1/cases/{case_id}/correct", options));
}

export function documentAddress(caseId: string): string {
  return `/api/filing/v1/cases/${encodeURIComponent(caseId)}/document`;
}

export async function evaluate(caseId: string, level: Level, words: string): Promise<void> {
  const body = { level, tags: [], words: words || null, channel: "mobile" as const };
  await answered(client.POST("/api/filing/v1/cases/{case_id}/evaluation", { params: of(caseId), body }));
}

/** Sent as a body: number and password belong in no address. */
export function progress(number: string, password: string): Promise<Progress> {
  return answered(client.POST("/api/filing/v1/progress", { body: { number, password } }));
}

export function verify(code: string, signal?: AbortSignal): Promise<Verdict> {
  return answered(client.GET("/api/filing/v1/verify/{code}", { params: { path: { code } }, signal }));
}

/** Whether `file`, byte by byte, is the document that was issued under the code. */
export function verifyFile(code: string, file: Blob): Promise<Verdict> {
  return answered(
    client.POST("/api/filing/v1/verify/{code}", {
      params: { path: { code } },
      // A file is text to the document; it is sent as it is.
      body: file as unknown as string,
      bodySerializer: (bytes) => bytes,
      headers: { "Content-Type": "application/pdf" },
    }),
  );
}

export function operatorCases(
  query: { state?: CaseState | undefined; after: string | null },
  signal?: AbortSignal,
): Promise<Answer<"/api/filing/v1/operator/cases">> {
  return answered(client.GET("/api/filing/v1/operator/cases", { params: { query: { ...query, limit: 50 } }, signal }));
}

export function operatorCase(caseId: string, signal?: AbortSignal): Promise<OperatorCaseDetail> {
  return answered(client.GET("/api/filing/v1/operator/cases/{case_id}", { params: of(caseId), signal }));
}

export function take(caseId: string): Promise<OperatorCaseDetail> {
  return answered(client.POST("/api/filing/v1/operator/cases/{case_id}/take", { params: of(caseId) }));
}

export function accept(caseId: string): Promise<OperatorCaseDetail> {
  return answered(client.POST("/api/filing/v1/operator/cases/{case_id}/accept", { params: of(caseId) }));
}

export function decline(caseId: string, remark: string): Promise<OperatorCaseDetail> {
  return answered(client.POST("/api/filing/v1/operator/cases/{case_id}/decline", { params: of(caseId), body: { remark } }));
}

/** Tells the applicant once what is missing (行政许可法 art. 32). */
export function askCorrection(caseId: string, remark: string): Promise<OperatorCaseDetail> {
  return answered(client.POST("/api/filing/v1/operator/cases/{case_id}/ask-correction", { params: of(caseId), body: { remark } }));
}

export function decide(caseId: string, outcome: "approve" | "refuse", remark: string): Promise<OperatorCaseDetail> {
  const body = { outcome, remark };
  return answered(client.POST("/api/filing/v1/operator/cases/{case_id}/decide", { params: of(caseId), body }));
}
