/**
 * The gateway's client for mini-programs, whose runtime has `wx.request` and neither fetch, URL nor Headers.
 *
 * Types are those of the gateway's OpenAPI; `npm run build:mini` makes one file of it without imports.
 */
import type { Answer, Body } from "@/api/client";
import type { paths } from "@/api/schema";

/** What a mini-program's `wx.request` takes (the part that is used here). */
export interface WxRequest {
  url: string;
  method: "GET" | "POST" | "PUT";
  header: Record<string, string>;
  data?: string;
  dataType: "其他";
  timeout: number;
  success(answer: { statusCode: number; data: unknown; header: Record<string, string> }): void;
  fail(error: { errMsg: string }): void;
}

/** A refusal of a service (RFC 9457), or status 0 when nobody answered. */
export class MiniRefusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: { type?: string; title?: string; detail?: string; [member: string]: unknown },
  ) {
    super(problem.title ?? "没有连上服务，请稍后再试。");
  }
}

type Scalar = string | number | boolean;
type Parameters<P extends keyof paths, M extends "get" | "post" | "put"> = paths[P][M] extends { parameters: infer T } ? T : never;
type PathOf<T> = T extends { path: infer V } ? V : Record<string, never>;
type QueryOf<T> = T extends { query?: infer V } ? NonNullable<V> : Record<string, never>;

interface Options<P extends keyof paths, M extends "get" | "post" | "put"> {
  path?: PathOf<Parameters<P, M>>;
  query?: QueryOf<Parameters<P, M>>;
  header?: Record<string, string>;
}

/** An answer with what a caller needs to ask again only for news. */
export interface Told<T> {
  data: T;
  status: number;
  etag: string | undefined;
}

export interface Settings {
  /** Where the gateway is, without a slash at the end. */
  gateway: string;
  request(options: WxRequest): unknown;
  /** Added to every call: the session, or what signs an application's calls. */
  header?(): Record<string, string>;
  language?: "zh" | "en";
  /** Milliseconds. */
  timeout?: number;
}

function filled(path: string, values: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(String(values[name]));
  });
}

function asked(query: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const name of Object.keys(query)) {
    const value = query[name];
    for (const one of Array.isArray(value) ? (value as Scalar[]) : [value]) {
      if (one !== undefined && one !== null) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`);
    }
  }
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** A key that tells a repeated POST from a new one; it is no secret. */
function newKey(): string {
  let key = Date.now().toString(36);
  while (key.length < 32) key += Math.random().toString(36).slice(2);
  return key.slice(0, 32);
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function named(header: Record<string, string>, name: string): string | undefined {
  const key = Object.keys(header).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : header[key];
}

/** Calls of the gateway, typed by address and method. */
export class MiniClient {
  constructor(private readonly settings: Settings) {}

  /** Ask; 304 (with `If-None-Match` in `header`) comes back with `data` undefined. */
  get<P extends keyof paths>(path: P, options: Options<P, "get"> = {}): Promise<Told<Answer<P, "get">>> {
    return this.send("GET", path, options) as Promise<Told<Answer<P, "get">>>;
  }

  /** Send; a call that is repeated after a failure takes the same `idempotency-key` in `header`. */
  post<P extends keyof paths>(path: P, body: Body<P, "post">, options: Options<P, "post"> = {}): Promise<Told<Answer<P, "post">>> {
    return this.send("POST", path, options, body) as Promise<Told<Answer<P, "post">>>;
  }

  put<P extends keyof paths>(path: P, body: Body<P, "put">, options: Options<P, "put"> = {}): Promise<Told<Answer<P, "put">>> {
    return this.send("PUT", path, options, body) as Promise<Told<Answer<P, "put">>>;
  }

  private send(
    method: WxRequest["method"],
    path: string,
    options: { path?: unknown; query?: unknown; header?: Record<string, string> },
    body?: unknown,
  ): Promise<Told<unknown>> {
    const { gateway, request, header, language = "zh", timeout = 15_000 } = this.settings;
    const sent: Record<string, string> = { accept: "application/json", "accept-language": language };
    if (method === "POST") sent["idempotency-key"] = newKey();
    if (body !== undefined) sent["content-type"] = "application/json";
    Object.assign(sent, header?.(), options.header);
    const url = gateway + filled(path, (options.path ?? {}) as Record<string, unknown>) + asked((options.query ?? {}) as Record<string, unknown>);
    return new Promise((resolve, reject) => {
      request({
        url,
        method,
        header: sent,
        ...(body !== undefined && { data: JSON.stringify(body) }),
        // Any other word than "json": the runtime would hide from us that something is no JSON.
        dataType: "其他",
        timeout,
        success: (answer) => {
          const data = parsed(answer.data);
          if (answer.statusCode === 304 || (answer.statusCode >= 200 && answer.statusCode < 300)) {
            resolve({ data, status: answer.statusCode, etag: named(answer.header, "etag") });
          } else {
            reject(new MiniRefusal(answer.statusCode, (data ?? {}) as Record<string, unknown>));
          }
        },
        fail: () => reject(new MiniRefusal(0, {})),
      });
    });
  }
}
