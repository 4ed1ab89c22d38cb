import { answered, client, type Answer, type Body } from "./client";

export type Link = Answer<"/api/catalog/v1/links", "post">;
export type LinkKind = Body<"/api/catalog/v1/links">["kind"];

/** The short address of a page; always the same, and it needs no cookie. */
export function linkTo(kind: LinkKind, key: string): Promise<Link> {
  return answered(client.POST("/api/catalog/v1/links", { body: { kind, key } }));
}
