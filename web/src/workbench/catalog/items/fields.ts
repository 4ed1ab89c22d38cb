/** The elements of a guide as forms draw them (GB/T 39046-2020 table 4), in groups and order. */
import type { Guide } from "@/api/catalog/revisions";

export type Kind = "text" | "long" | "lines" | "words" | "yes" | "number" | "choice" | "limit" | "rows";

export interface Column {
  name: string;
  kind: "text" | "long" | "yes" | "number" | "choice";
  /** Table of codes that name the choices. */
  table?: string;
  choices?: string[];
  width?: string;
}

export interface GuideField {
  name: keyof Guide;
  kind: Kind;
  /** Words that are often meant; others may be written. */
  words?: string[];
  /** Table of codes that name the choices. */
  table?: string;
  choices?: (string | number)[];
  columns?: Column[];
  min?: number;
  max?: number;
}

export interface Group {
  name: string;
  fields: GuideField[];
}

const MATERIAL: Column[] = [
  { name: "code", kind: "text", width: "92px" },
  { name: "name", kind: "text" },
  { name: "is_required", kind: "yes", width: "64px" },
  { name: "source", kind: "choice", table: "source", choices: ["applicant", "government", "other"], width: "124px" },
  { name: "issuer", kind: "text", width: "120px" },
  { name: "kind", kind: "choice", choices: ["原件", "复印件", "原件和复印件"], width: "110px" },
  { name: "format", kind: "choice", choices: ["纸质", "电子", "纸质或电子"], width: "110px" },
  { name: "copies", kind: "number", width: "70px" },
  { name: "accept_standard", kind: "text" },
];
const FEE: Column[] = [
  { name: "name", kind: "text" },
  { name: "standard", kind: "text" },
  { name: "can_be_reduced", kind: "yes", width: "90px" },
];
const QUESTION: Column[] = [
  { name: "question", kind: "long" },
  { name: "answer", kind: "long" },
];

export const GROUPS: Group[] = [
  {
    name: "acceptance",
    fields: [
      { name: "accept_condition", kind: "long" },
      { name: "legal_basis", kind: "long" },
      { name: "power_source", kind: "text" },
      { name: "quantity_limit", kind: "text" },
    ],
  },
  {
    name: "time",
    fields: [
      { name: "promised_limit", kind: "limit" },
      { name: "review_mode", kind: "choice", choices: ["即审即办", "前审后批"] },
      { name: "promised_note", kind: "text" },
      { name: "special_procedures", kind: "words", words: ["延长审批", "听证", "检验", "检测", "检疫", "鉴定", "专家评审", "其他"] },
      { name: "steps", kind: "lines" },
    ],
  },
  { name: "materials", fields: [{ name: "materials", kind: "rows", columns: MATERIAL }] },
  {
    name: "way",
    fields: [
      { name: "handle_forms", kind: "words", words: ["窗口", "电脑端", "移动端", "快递", "自助终端"] },
      { name: "online_depth", kind: "number", min: 1, max: 8 },
      { name: "is_online", kind: "yes" },
      { name: "is_in_hall", kind: "yes" },
      { name: "takes_appointments", kind: "yes" },
      { name: "is_posted", kind: "yes" },
      { name: "required_level", kind: "choice", table: "level", choices: [1, 2, 3] },
      { name: "scene_count", kind: "number", min: 0, max: 99 },
      { name: "scene_reason", kind: "text" },
      { name: "cross_region", kind: "words", words: ["全国", "跨省", "全省", "跨市", "跨县"] },
      { name: "intermediary", kind: "text" },
      { name: "joint_bodies", kind: "words", words: [] },
    ],
  },
  {
    name: "place",
    fields: [
      { name: "place", kind: "text" },
      { name: "hours", kind: "text" },
      { name: "consult_phone", kind: "text" },
      { name: "complaint_phone", kind: "text" },
    ],
  },
  {
    name: "fees",
    fields: [
      { name: "fees", kind: "rows", columns: FEE },
      { name: "fee_basis", kind: "text" },
      { name: "is_paid_online", kind: "yes" },
    ],
  },
  {
    name: "result",
    fields: [
      { name: "result_name", kind: "text" },
      { name: "result_type", kind: "choice", choices: ["证照", "批文", "其他"] },
      { name: "result_sample", kind: "text" },
      { name: "result_delivery", kind: "words", words: ["窗口领取", "快递送达", "电子下载", "自助终端打印"] },
    ],
  },
  { name: "faq", fields: [{ name: "faq", kind: "rows", columns: QUESTION }] },
];

export const FIELDS: GuideField[] = GROUPS.flatMap((group) => group.fields);
/** What takes the whole width of a form. */
export const isWide = (field: GuideField): boolean => ["long", "lines", "rows"].includes(field.kind);

function emptyValue(field: GuideField): unknown {
  switch (field.kind) {
    case "lines":
    case "words":
    case "rows":
      return [];
    case "yes":
      return false;
    case "number":
      return field.min ?? 0;
    case "limit":
      return { amount: 0, unit: "WORKDAY" };
    default:
      return typeof field.choices?.[0] === "number" ? field.choices[0] : "";
  }
}

/** The guide of an item that has none yet. */
export function emptyGuide(): Guide {
  return Object.fromEntries(FIELDS.map((field) => [field.name, emptyValue(field)])) as unknown as Guide;
}

/** A guide with every element, each from what is known. */
export function wholeGuide(known: Partial<Guide> | null): Guide {
  return { ...emptyGuide(), ...structuredClone(known ?? {}) } as Guide;
}

export function emptyRow(columns: Column[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.map((one) => [one.name, one.kind === "yes" ? one.name === "is_required" : one.kind === "number" ? 1 : (one.choices?.[0] ?? "")]),
  );
}
