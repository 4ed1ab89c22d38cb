/** The elements of a guide as forms draw them (GB/T 39046-2020 table 4), in groups and order. */
import type { Guide } from "@/api/catalog/revisions";

export type Kind = "text" | "long" | "lines" | "words" | "yes" | "number" | "choice" | "limit" | "day" | "file" | "rows";

export interface Column {
  name: string;
  kind: "text" | "long" | "yes" | "number" | "choice" | "file" | "answers";
  /** Filled in beside the table, with the other details of its row. */
  isDetail?: boolean;
  /** What a new row begins with; else what a field of its kind does. */
  first?: unknown;
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
  { name: "is_required", kind: "yes", width: "64px", first: true },
  { name: "source", kind: "choice", table: "source", choices: ["applicant", "government", "other"], width: "124px" },
  { name: "issuer", kind: "text", width: "120px" },
  { name: "kind", kind: "choice", choices: ["原件", "复印件", "原件和复印件"], width: "110px" },
  { name: "format", kind: "choice", choices: ["纸质", "电子", "纸质或电子"], width: "110px" },
  { name: "copies", kind: "number", width: "70px", first: 1 },
  { name: "accept_standard", kind: "text" },
  { name: "form_file", kind: "file", isDetail: true },
  { name: "example_file", kind: "file", isDetail: true },
  { name: "fill_note", kind: "long", isDetail: true },
  { name: "usage_note", kind: "long", isDetail: true },
  { name: "licence_type", kind: "text", isDetail: true },
  { name: "is_waived", kind: "yes", isDetail: true },
  { name: "originals", kind: "number", isDetail: true },
  { name: "duplicates", kind: "number", isDetail: true },
  { name: "page_format", kind: "text", isDetail: true },
  { name: "issued_within", kind: "text", isDetail: true },
  { name: "legal_basis", kind: "long", isDetail: true },
];
const FEE: Column[] = [
  { name: "name", kind: "text" },
  { name: "standard", kind: "text" },
  { name: "can_be_reduced", kind: "yes", width: "90px" },
  { name: "reduction_note", kind: "text" },
];
const QUESTION: Column[] = [
  { name: "question", kind: "long" },
  { name: "answer", kind: "long" },
];

const POINT: Column[] = [
  { name: "name", kind: "text" },
  { name: "region_code", kind: "text", width: "130px" },
  { name: "address", kind: "text" },
  { name: "hours", kind: "text" },
  { name: "phone", kind: "text", width: "130px" },
];
const HANDLING_ITEM: Column[] = [
  { name: "number", kind: "text", width: "80px" },
  { name: "name", kind: "text" },
  { name: "answers", kind: "answers" },
  { name: "is_default", kind: "yes", width: "64px" },
];

export const GROUPS: Group[] = [
  {
    name: "acceptance",
    fields: [
      { name: "accept_condition", kind: "long" },
      { name: "legal_basis", kind: "long" },
      { name: "power_source", kind: "text" },
      { name: "body_nature", kind: "choice", choices: ["", "法定机关", "授权组织", "受委托组织", "其他"] },
      { name: "entrusting_body", kind: "text" },
      { name: "is_by_commitment", kind: "yes" },
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
      { name: "planned_from", kind: "day" },
      { name: "planned_until", kind: "day" },
      { name: "steps", kind: "lines" },
      { name: "process_diagram", kind: "file" },
    ],
  },
  { name: "handling", fields: [{ name: "handling_items", kind: "rows", columns: HANDLING_ITEM }] },
  { name: "materials", fields: [{ name: "materials", kind: "rows", columns: MATERIAL }] },
  {
    name: "way",
    fields: [
      { name: "handle_forms", kind: "words", words: ["窗口", "电脑端", "移动端", "快递", "自助终端"] },
      { name: "online_depth", kind: "number", min: 1, max: 8 },
      { name: "is_online", kind: "yes" },
      { name: "computer_url", kind: "text" },
      { name: "is_computer_sso", kind: "yes" },
      { name: "mobile_url", kind: "text" },
      { name: "is_mobile_sso", kind: "yes" },
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
      { name: "points", kind: "rows", columns: POINT },
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

const EMPTY: Record<Column["kind"], unknown> = { text: "", long: "", choice: "", file: "", yes: false, number: 0, answers: {} };

export function emptyRow(columns: Column[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((one) => [one.name, one.first ?? one.choices?.[0] ?? structuredClone(EMPTY[one.kind])]));
}
