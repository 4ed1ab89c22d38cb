/** The part of JSON Schema that filing forms use, read into fields a page can draw. Pure. */

export type Value = string | number | boolean | null | undefined | Values;
export interface Values {
  [name: string]: Value;
}

interface Choice {
  const: string | number;
  title?: string;
}

export interface PropertySchema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: (string | number)[];
  oneOf?: Choice[];
  const?: Value;
  default?: Value;
  readOnly?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  /** Chinese words for `enum` values, in their order or by value. */
  "x-labels"?: Record<string, string> | string[];
  /** Chinese label, when `title` is meant for machines. */
  "x-label"?: string;
  "x-hint"?: string;
  "x-unit"?: string;
  "x-placeholder"?: string;
  "x-order"?: number;
  /** What to say when `pattern` does not match. */
  "x-pattern-message"?: string;
}

export interface ObjectSchema extends PropertySchema {
  type: "object";
  properties: Record<string, PropertySchema>;
}

export type Kind = "text" | "long" | "number" | "choice" | "date" | "boolean" | "group";

export interface Field {
  /** Names from the root, joined by `/`, as in a JSON pointer. */
  path: string;
  name: string;
  kind: Kind;
  label: string;
  hint: string;
  unit: string;
  placeholder: string;
  isRequired: boolean;
  isReadOnly: boolean;
  isWhole: boolean;
  choices: { value: string | number; label: string }[];
  fields: Field[];
  schema: PropertySchema;
}

/** Texts longer than this get a box of several lines. */
const ONE_LINE = 80;

function typeOf(schema: PropertySchema): string {
  const named = Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type;
  return named ?? (schema.properties ? "object" : "string");
}

function kindOf(schema: PropertySchema): Kind {
  if (schema.enum || schema.oneOf) return "choice";
  const type = typeOf(schema);
  if (type === "object") return "group";
  if (type === "boolean") return "boolean";
  if (type === "number" || type === "integer") return "number";
  if (schema.format === "date") return "date";
  return (schema.maxLength ?? 0) > ONE_LINE ? "long" : "text";
}

function choicesOf(schema: PropertySchema): Field["choices"] {
  if (schema.oneOf) return schema.oneOf.map((one) => ({ value: one.const, label: one.title ?? String(one.const) }));
  const labels = schema["x-labels"];
  return (schema.enum ?? []).map((value, index) => ({
    value,
    label: (Array.isArray(labels) ? labels[index] : labels?.[String(value)]) ?? String(value),
  }));
}

/** The fields of an object schema, in the order the form wants them. */
export function fieldsOf(schema: PropertySchema, above = ""): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property], index) => ({ name, property, order: property["x-order"] ?? index }))
    .sort((one, other) => one.order - other.order)
    .map(({ name, property }) => {
      const path = above ? `${above}/${name}` : name;
      return {
        path,
        name,
        kind: kindOf(property),
        label: property["x-label"] ?? property.title ?? name,
        hint: property["x-hint"] ?? property.description ?? "",
        unit: property["x-unit"] ?? "",
        placeholder: property["x-placeholder"] ?? "",
        isRequired: required.has(name),
        isReadOnly: property.readOnly === true,
        isWhole: typeOf(property) === "integer",
        choices: choicesOf(property),
        fields: fieldsOf(property, path),
        schema: property,
      };
    });
}

/** Every field that takes a value, groups opened. */
export function leaves(fields: Field[]): Field[] {
  return fields.flatMap((field) => (field.kind === "group" ? leaves(field.fields) : [field]));
}

/** What the form holds before anybody typed: what is known, else the schema's defaults. */
export function startingValues(schema: PropertySchema, known: Values = {}): Values {
  const values: Values = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const given = known[name];
    if (typeOf(property) === "object") values[name] = startingValues(property, (given as Values) ?? {});
    else values[name] = given ?? property.default ?? (typeOf(property) === "boolean" ? false : undefined);
  }
  return values;
}

export function valueAt(values: Values, path: string): Value {
  return path.split("/").reduce<Value>((inner, name) => (inner as Values | undefined)?.[name], values);
}

/** The values with one replaced; the given ones stay as they are. */
export function withValue(values: Values, path: string, value: Value): Values {
  const [name = "", ...rest] = path.split("/");
  if (rest.length === 0) return { ...values, [name]: value };
  return { ...values, [name]: withValue((values[name] as Values) ?? {}, rest.join("/"), value) };
}

/**
 * What is sent: only what a person may fill in. Identity is known to the server, and an empty
 * answer is left out rather than sent as an empty string.
 */
export function answersOf(fields: Field[], values: Values): Values {
  const answers: Values = {};
  for (const field of fields) {
    if (field.isReadOnly) continue;
    const value = values[field.name];
    if (field.kind === "group") {
      const inner = answersOf(field.fields, (value as Values) ?? {});
      if (Object.keys(inner).length > 0) answers[field.name] = inner;
    } else if (value !== undefined && value !== null && value !== "") {
      answers[field.name] = value;
    }
  }
  return answers;
}

export type Complaint =
  | { rule: "required" | "number" | "whole" | "consent" }
  | { rule: "minimum" | "maximum" | "minLength" | "maxLength"; bound: number }
  | { rule: "pattern"; said: string };

function isPlainDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.valueOf()) && parsed.toISOString().startsWith(value);
}

function complainOfNumber(field: Field, value: Value): Complaint | undefined {
  const { minimum, maximum } = field.schema;
  if (typeof value !== "number" || Number.isNaN(value)) return { rule: "number" };
  if (field.isWhole && !Number.isInteger(value)) return { rule: "whole" };
  if (minimum !== undefined && value < minimum) return { rule: "minimum", bound: minimum };
  if (maximum !== undefined && value > maximum) return { rule: "maximum", bound: maximum };
  return undefined;
}

function complainOfText(field: Field, value: string): Complaint | undefined {
  const { minLength, maxLength, pattern } = field.schema;
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return { rule: "minLength", bound: minLength };
  if (maxLength !== undefined && length > maxLength) return { rule: "maxLength", bound: maxLength };
  const said = field.schema["x-pattern-message"] ?? "";
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return { rule: "pattern", said };
  if (field.kind === "date" && !isPlainDate(value)) return { rule: "pattern", said };
  return undefined;
}

/**
 * What is wrong with an answer before it is sent. It spares people a round trip;
 * the server judges every answer again.
 */
export function complaint(field: Field, value: Value): Complaint | undefined {
  if (field.isReadOnly) return undefined;
  if (field.kind === "boolean" && field.schema.const === true && value !== true) return { rule: "consent" };
  if (value === undefined || value === null || value === "") {
    return field.isRequired ? { rule: "required" } : undefined;
  }
  if (field.kind === "number") return complainOfNumber(field, value);
  return typeof value === "string" ? complainOfText(field, value) : undefined;
}
