import { get, post, type Page } from "@/shared/http";
import type { ObjectSchema, Values } from "@/shared/form";

const BASE = "/api/filing/v1";
const at = (caseId: string): string => `${BASE}/cases/${encodeURIComponent(caseId)}`;

export const NEWS = `${BASE}/news`;

export interface FilingForm {
  item_id: string;
  item_name: string;
  item_version: number;
  revision: string;
  schema: ObjectSchema;
  /** Proven identity, masked; it is shown and never sent back. */
  prefilled: Record<string, string>;
}

export interface Action {
  seq?: number;
  act: string;
  state: string;
  at: string;
  remark: string;
}

/** What whoever holds number and password may see. */
export interface Progress {
  number: string;
  state: string;
  item_name: string;
  department_name: string;
  submitted_at: string;
  accepted_at: string | null;
  decided_at: string | null;
  legal_due_on: string | null;
  promised_due_on: string | null;
  is_due_provisional?: boolean;
  /** Why it went to a person, what to correct, why it was decided so. */
  remark: string;
  actions: Action[];
}

export interface Warning {
  pointer: string;
  detail: string;
  zh?: string;
}

export interface Case extends Progress {
  id: string;
  version: number;
  item_id: string;
  region_code: string;
  is_due_provisional: boolean;
  is_overdue: boolean;
  warnings: Warning[];
  document_code: string | null;
  evaluation: string | null;
}

/** The answer to a filing: the only moment at which the query password is told. */
export interface Receipt extends Case {
  password: string;
}

export interface Decision {
  outcome: string;
  reason: string;
  sentence: string;
  /** Key and version of the table, such as `rent-withdrawal@1`. */
  rule: string;
  rule_hash: string;
  /** What the table saw: facts of the sources, never what was typed. */
  snapshot: Record<string, unknown>;
  made_at: string;
}

export interface OperatorCase extends Case {
  channel: string;
  taken_by: string | null;
  corrections: number;
  /** What may be done to it now. */
  allowed: string[];
}

export interface OperatorCaseDetail extends OperatorCase {
  applicant: { name: string; id_number: string; mobile: string };
  form: Values;
  form_revision: string;
  decisions: Decision[];
}

export interface Verdict {
  is_genuine: boolean;
  /** valid, revoked, altered, unknown */
  verdict: string;
  title?: string | null;
  issuer?: string | null;
  holder_masked?: string | null;
  issued_at?: string | null;
}

export function form(itemId: string, signal?: AbortSignal): Promise<FilingForm> {
  return get(`${BASE}/items/${encodeURIComponent(itemId)}/form`, {}, signal);
}

export function file(itemId: string, values: Values, idempotencyKey: string): Promise<Receipt> {
  return post(`${BASE}/cases`, { item_id: itemId, form: values, channel: "web" }, { idempotencyKey });
}

export function mine(after: string | null, signal?: AbortSignal): Promise<Page<Case>> {
  return get(`${BASE}/cases`, { after, limit: 20 }, signal);
}

export function one(caseId: string, signal?: AbortSignal): Promise<Case> {
  return get(at(caseId), {}, signal);
}

export function documentAddress(caseId: string): string {
  return `${at(caseId)}/document`;
}

/** The applicant's answer to a correction notice. */
export function correct(caseId: string, values: Values, idempotencyKey: string): Promise<Case> {
  return post(`${at(caseId)}/correct`, { form: values }, { idempotencyKey });
}

export function evaluate(caseId: string, level: string, words: string): Promise<unknown> {
  return post(`${at(caseId)}/evaluation`, { level, channel: "mobile", ...(words && { words }) });
}

/** Sent as a body: number and password belong in no address. */
export function progress(number: string, password: string): Promise<Progress> {
  return post(`${BASE}/progress`, { number, password });
}

export function verify(code: string, signal?: AbortSignal): Promise<Verdict> {
  return get(`${BASE}/verify/${encodeURIComponent(code)}`, {}, signal);
}

/** Whether `file`, byte by byte, is the document that was issued under the code. */
export function verifyFile(code: string, file: Blob): Promise<Verdict> {
  return post(`${BASE}/verify/${encodeURIComponent(code)}`, file);
}

export function operatorCases(
  query: { state?: string; after?: string | null },
  signal?: AbortSignal,
): Promise<Page<OperatorCase>> {
  return get(`${BASE}/operator/cases`, { ...query, limit: 50 }, signal);
}

export function operatorCase(caseId: string, signal?: AbortSignal): Promise<OperatorCaseDetail> {
  return get(`${BASE}/operator/cases/${encodeURIComponent(caseId)}`, {}, signal);
}

const byOperator = (caseId: string): string => `${BASE}/operator/cases/${encodeURIComponent(caseId)}`;

export function take(caseId: string): Promise<unknown> {
  return post(`${byOperator(caseId)}/take`, {});
}

export function accept(caseId: string): Promise<unknown> {
  return post(`${byOperator(caseId)}/accept`, {});
}

export function decline(caseId: string, remark: string): Promise<unknown> {
  return post(`${byOperator(caseId)}/decline`, { remark });
}

/** Tells the applicant once what is missing (行政许可法 art. 32). */
export function askCorrection(caseId: string, remark: string): Promise<unknown> {
  return post(`${byOperator(caseId)}/ask-correction`, { remark });
}

export function decide(caseId: string, outcome: "approve" | "refuse", remark: string): Promise<unknown> {
  return post(`${byOperator(caseId)}/decide`, { outcome, remark });
}
