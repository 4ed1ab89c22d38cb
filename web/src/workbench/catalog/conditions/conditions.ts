/** Conditions as forms hold them. Pure. */

export type ConditionValue = boolean | number | string | (string | number)[];
export type Op = "is" | "is_not" | "in" | "has" | "has_not" | "has_any" | "at_least" | "at_most";
export interface Condition {
  field: string;
  op: Op;
  value: ConditionValue;
  zh: string;
}
export interface Fact {
  name: string;
  zh: string;
  kind: string;
  values: Record<string, string> | null;
  operators: string[];
}

const MANY = ["in", "has_any"];

export function takesMany(op: string): boolean {
  return MANY.includes(op);
}

/** What a condition on a fact begins with. */
export function emptyValue(fact: Fact, op: string): ConditionValue {
  if (takesMany(op)) return [];
  if (fact.kind === "flag") return true;
  if (fact.kind === "number") return 0;
  return fact.values ? (Object.keys(fact.values)[0] ?? "") : "";
}

/** A condition on another fact, or with another operator; its value is kept where it still fits. */
export function turned(one: Condition, fact: Fact, op?: string): Condition {
  const wanted = (op ?? (fact.operators.includes("is") ? "is" : fact.operators[0]) ?? "is") as Op;
  const isSame = one.field === fact.name && takesMany(one.op) === takesMany(wanted);
  return { ...one, field: fact.name, op: wanted, value: isSame ? one.value : emptyValue(fact, wanted) };
}

/** A condition in words, as people read it: 网办深度 不低于 3. */
export function sentence(one: Condition, facts: readonly Fact[], opWord: (op: string) => string, yesNo: (is: boolean) => string): string {
  if (one.zh) return one.zh;
  const fact = facts.find((each) => each.name === one.field);
  const word = (value: unknown): string => (typeof value === "boolean" ? yesNo(value) : (fact?.values?.[String(value)] ?? String(value)));
  // A flag that is to be there is its own sentence.
  if (fact && one.value === (one.op === "is")) return fact.zh;
  const values = Array.isArray(one.value) ? one.value.map(word).join("、") : word(one.value);
  return `${fact?.zh ?? one.field} ${opWord(one.op)} ${values}`;
}
