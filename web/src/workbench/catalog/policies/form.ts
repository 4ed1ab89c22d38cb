/** A policy as a form holds it: texts as lines, days as words. Pure. */
import type { Content } from "@/api/catalog/policies";
import type { Condition } from "../conditions/conditions";
import { blocksOf, textOf, type Block } from "../prose";

export interface PolicyForm {
  title: string;
  issuer: string;
  number: string;
  issued_on: string;
  valid_from: string;
  valid_until: string;
  gives: string;
  text: string;
  plain: string;
  conditions: Condition[];
  directory_codes: string[];
}

export function formOf(content: Content | undefined): PolicyForm {
  return {
    title: content?.title ?? "",
    issuer: content?.issuer ?? "",
    number: content?.number ?? "",
    issued_on: content?.issued_on ?? "",
    valid_from: content?.valid_from ?? "",
    valid_until: content?.valid_until ?? "",
    gives: content?.gives ?? "",
    text: textOf((content?.text ?? []) as Block[]),
    plain: textOf((content?.plain ?? []) as Block[]),
    conditions: (content?.conditions ?? []).map((one) => ({ ...one, zh: one.zh ?? "" })),
    directory_codes: [...(content?.directory_codes ?? [])],
  };
}

export function contentOf(form: PolicyForm): Content {
  const { text, plain, valid_until, ...same } = form;
  return {
    ...same,
    valid_until: valid_until || null,
    text: blocksOf(text) as Content["text"],
    plain: blocksOf(plain) as Content["plain"],
  };
}

/** Whether all that a policy must say is said; the service judges it again. */
export function isWhole(form: PolicyForm): boolean {
  return [form.title, form.issuer, form.issued_on, form.valid_from, form.gives, form.text, form.plain].every((one) => one.trim() !== "");
}
