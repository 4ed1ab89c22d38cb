/** The one way out of the pages: JSON over the gateway, refusals as `Refusal`. */
import { language } from "./language";
import { Refusal, refusalOf } from "./problems";

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Same key, same effect: kept by pages that may send the same thing twice. */
  idempotencyKey?: string;
}

export function withQuery(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (filled.length === 0) return path;
  return `${path}?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)]))}`;
}

/** A fresh key for a POST; `randomUUID` is missing on plain-http pages other than localhost. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language() });
  if (method === "POST") headers.set("Idempotency-Key", options.idempotencyKey ?? newKey());
  let body: BodyInit | null = null;
  if (options.body !== undefined) {
    headers.set("Content-Type", "application/json");
    body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body,
      credentials: "same-origin",
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Refusal(0, {});
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function json<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return json(await send("GET", path, { ...(query && { query }), ...(signal && { signal }) }));
}

export async function post<T>(path: string, body?: unknown, options: Omit<Options, "body"> = {}): Promise<T> {
  return json(await send("POST", path, { ...options, body }));
}
