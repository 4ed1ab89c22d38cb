/** The generated client of the gateway's OpenAPI: its types are those of openapi.json. */
import createClient, { type Middleware } from "openapi-fetch";
import { newKey } from "@/shared/http";
import { Refusal, type ProblemDocument } from "@/shared/problems";
import { language } from "@/shared/language";
import type { paths } from "./schema";

const manners: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", language());
    // A page that may send the same thing twice brings a key of its own.
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", newKey());
    }
  },
};

export const client = createClient<paths>({ credentials: "same-origin" });
client.use(manners);

type Outcome<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/**
 * What a call brought.
 *
 * A null in the document is the empty body of a 304, which the browser answers from its memory.
 * Throws a `Refusal` when the services refuse or do not answer; a call that the page gave up throws as it did.
 */
export async function answered<T>(call: Outcome<T>): Promise<Exclude<T, null>> {
  let outcome: Awaited<Outcome<T>>;
  try {
    outcome = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Refusal(0, {});
  }
  if (!outcome.response.ok) {
    const { error } = outcome;
    throw new Refusal(outcome.response.status, error !== null && typeof error === "object" ? (error as ProblemDocument) : {});
  }
  return outcome.data as Exclude<T, null>;
}

type Json<R> = R extends { content: { "application/json": infer T } } ? Exclude<T, null> : never;
type Success<R> = R extends { 200: infer Ok } ? Json<Ok> : R extends { 201: infer Made } ? Json<Made> : never;

/** The JSON that an address answers. */
export type Answer<P extends keyof paths, M extends "get" | "post" | "put" = "get"> = paths[P][M] extends { responses: infer R }
  ? Success<R>
  : never;

/** The JSON that an address takes. */
export type Body<P extends keyof paths, M extends "post" | "put" = "post"> = paths[P][M] extends {
  requestBody: { content: { "application/json": infer T } };
}
  ? T
  : never;
