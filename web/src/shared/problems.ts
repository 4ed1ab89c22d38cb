/** Refusals as the services send them (RFC 9457), and what a page does with them. */

export interface FieldError {
  pointer?: string | null;
  parameter?: string | null;
  detail: string;
  zh?: string | null;
}

export interface ProblemDocument {
  type?: string;
  title?: string;
  detail?: string;
  status?: number;
  errors?: FieldError[];
  trace_id?: string;
  [extension: string]: unknown;
}

/** A call that was answered with a refusal, or not answered at all (`status` 0). */
export class Refusal extends Error {
  readonly status: number;
  /** The last segment of the problem's type: what pages branch on. */
  readonly slug: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly traceId: string;
  readonly extensions: Record<string, unknown>;

  constructor(status: number, problem: ProblemDocument) {
    super(problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.slug = problem.type?.split("/").pop() ?? "";
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.traceId = problem.trace_id ?? "";
    this.extensions = problem;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  get isSignOnNeeded(): boolean {
    return this.status === 401;
  }
}

/** The refusal told by a response; a body that is no problem document leaves the status alone. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return new Refusal(response.status, {});
  try {
    return new Refusal(response.status, (await response.json()) as ProblemDocument);
  } catch {
    return new Refusal(response.status, {});
  }
}

export function asRefusal(cause: unknown): Refusal {
  return cause instanceof Refusal ? cause : new Refusal(0, {});
}

/** A JSON pointer (RFC 6901, with or without `#`) as the list of names it leads through. */
export function pointerPath(pointer: string): string[] {
  const bare = decodeURIComponent(pointer.startsWith("#") ? pointer.slice(1) : pointer);
  if (bare === "") return [];
  return bare
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * The errors of a refusal by field path, such as `{"rent": "…"}`; paths start below `root`.
 * What points elsewhere stands under the empty path, so that nothing is lost.
 */
export function errorsByField(errors: FieldError[], root: string[], locale: "zh" | "en"): Record<string, string> {
  const found: Record<string, string> = {};
  for (const error of errors) {
    const path = error.pointer === undefined || error.pointer === null ? [] : pointerPath(error.pointer);
    const isBelow = root.every((name, index) => path[index] === name);
    const key = isBelow ? path.slice(root.length).join("/") : "";
    const words = (locale === "zh" && error.zh) || error.detail;
    found[key] = found[key] ? `${found[key]} ${words}` : words;
  }
  return found;
}
