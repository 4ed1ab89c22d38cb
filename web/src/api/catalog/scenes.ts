import { answered, client, type Answer, type Body } from "../client";

type Told = Answer<"/api/catalog/v1/operator/scenes/{code}">;
type Sent = Body<"/api/catalog/v1/operator/scenes/{code}", "put">;
export type Goal = { directory_code: string; situation?: string | null; note?: string };
export type SceneOption = { code: string; label: string; to: string };
export interface QuestionNode {
  kind: "question";
  text: string;
  help?: unknown[];
  options: SceneOption[];
}
export interface EndNode {
  kind: "end";
  text: string;
  goals: Goal[];
  advice?: unknown[];
}
export type Node = QuestionNode | EndNode;
/** A tree of questions; the document leaves the form of its nodes open. */
export type Tree = Omit<Sent, "nodes"> & { nodes: Record<string, Node> };
export type Scene = Omit<Told, "draft" | "published"> & { draft: Tree | null; published: Tree | null };
export type Publication = Answer<"/api/catalog/v1/operator/scenes/{code}/publications">[number];

const of = (code: string) => ({ path: { code } });
const at = (one: Pick<Scene, "code" | "version">) => ({ ...of(one.code), header: { "If-Match": `"${one.version}"` } });
const asScene = (told: Promise<Told>) => told as Promise<unknown> as Promise<Scene>;

export function scenes(after: string | null, signal?: AbortSignal) {
  return answered(client.GET("/api/catalog/v1/operator/scenes", { params: { query: { after, limit: 50 } }, signal }));
}

export function scene(code: string, signal?: AbortSignal): Promise<Scene> {
  return asScene(answered(client.GET("/api/catalog/v1/operator/scenes/{code}", { params: of(code), signal })));
}

export function begin(code: string, region: string, tree: Tree): Promise<Scene> {
  const body = { code, region_code: region, tree: tree as unknown as Sent };
  return asScene(answered(client.POST("/api/catalog/v1/operator/scenes", { body })));
}

/** Keeps a draft; what is broken in it comes back as findings. */
export function draft(one: Scene, tree: Tree): Promise<Scene> {
  return asScene(answered(client.PUT("/api/catalog/v1/operator/scenes/{code}", { params: at(one), body: tree as unknown as Sent })));
}

export function publish(one: Scene): Promise<Scene> {
  return asScene(answered(client.POST("/api/catalog/v1/operator/scenes/{code}/publish", { params: at(one) })));
}

export function withdraw(one: Scene): Promise<Scene> {
  return asScene(answered(client.POST("/api/catalog/v1/operator/scenes/{code}/withdraw", { params: at(one) })));
}

export function publications(code: string, signal?: AbortSignal): Promise<Publication[]> {
  return answered(client.GET("/api/catalog/v1/operator/scenes/{code}/publications", { params: of(code), signal }));
}

export interface Offered {
  name: string;
  situations: { code: string; name: string }[];
}

/** What an item is called where a scene is offered, and which situations it has there. */
export async function offered(directoryCode: string, region: string): Promise<Offered> {
  const params = { path: { directory_code: directoryCode }, query: { region } };
  const { item_id, name } = await answered(client.GET("/api/catalog/v1/guides/{directory_code}", { params }));
  const found = await answered(client.GET("/api/catalog/v1/items/{item_id}/situations", { params: { path: { item_id } } }));
  return { name, situations: found.situations.map(({ code, name }) => ({ code, name })) };
}
