// @vitest-environment node
/** The client of mini-programs in a runtime that has what a mini-program has: `wx.request`, and no more. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import vm from "node:vm";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MiniClient, MiniRefusal, Settings, WxRequest } from "@/mini/client";

interface Heard {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

const heard: Heard[] = [];
const answers: Record<string, [number, Record<string, string>, string]> = {
  "/api/catalog/v1/search": [200, { etag: '"7"' }, '{"hits":[]}'],
  "/api/catalog/v1/items/331002-gjj-29": [304, { ETag: '"7"' }, ""],
  "/api/filing/v1/cases": [409, { "content-type": "application/problem+json" }, '{"type":"/problems/x","title":"请求冲突","status":409}'],
  "/api/catalog/v1/themes": [502, {}, "<html>"],
};

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const url = request.url ?? "";
    heard.push({ method: request.method ?? "", url, headers: request.headers, body });
    const [status, headers, text] = answers[url.split("?")[0] ?? ""] ?? [404, {}, ""];
    response.writeHead(status, headers).end(text);
  });
});

/** `wx.request` as a device has it: callbacks, text in and out, never an exception. */
function wxRequest(options: WxRequest): void {
  const sent = http.request(options.url, { method: options.method, headers: options.header }, (answer) => {
    let data = "";
    answer.on("data", (part) => (data += part));
    answer.on("end", () => options.success({ statusCode: answer.statusCode ?? 0, data, header: answer.headers as Record<string, string> }));
  });
  sent.on("error", (error) => options.fail({ errMsg: error.message }));
  sent.end(options.data);
}

let Client: new (settings: Settings) => MiniClient;
let gateway = "";

beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = await build({ configFile: "vite.mini.config.ts", logLevel: "silent", build: { write: false } });
  const { output } = (Array.isArray(made) ? made[0] : made) as { output: { type: string; code?: string }[] };
  const context = vm.createContext({ exports: {}, module: { exports: {} } });
  expect(vm.runInContext("[typeof fetch, typeof URL, typeof Headers, typeof crypto].join()", context)).toBe(
    "undefined,undefined,undefined,undefined",
  );
  vm.runInContext(output[0]?.code ?? "", context);
  Client = (context["exports"] as { MiniClient: typeof Client }).MiniClient;
});

afterAll(() => {
  server.close();
});

function client(settings: Partial<Settings> = {}): MiniClient {
  heard.length = 0;
  return new Client({ gateway, request: wxRequest, ...settings });
}

test("a search is asked and its answer told with its version", async () => {
  const told = await client().get("/api/catalog/v1/search", { query: { q: "公积金 提取" } as never });

  expect(told).toEqual({ data: { hits: [] }, status: 200, etag: '"7"' });
  expect(heard[0]?.url).toBe(`/api/catalog/v1/search?q=${encodeURIComponent("公积金 提取")}`);
  expect(heard[0]?.headers["accept-language"]).toBe("zh");
});

test("what has not changed comes without data", async () => {
  const told = await client().get("/api/catalog/v1/items/{item_id}", {
    path: { item_id: "331002-gjj-29" },
    header: { "if-none-match": '"7"' },
  });

  expect([told.status, told.data, told.etag]).toEqual([304, undefined, '"7"']);
  expect(heard[0]?.headers["if-none-match"]).toBe('"7"');
});

test("a refusal carries the problem document, and a POST a key of its own unless it has one", async () => {
  const filing = client({ header: () => ({ cookie: "sid=1" }) });
  const body = { item_id: "331002-gjj-29", form: {}, channel: "app" } as never;

  const refusal = await filing.post("/api/filing/v1/cases", body).catch((error: MiniRefusal) => error);
  await filing.post("/api/filing/v1/cases", body, { header: { "idempotency-key": "again" } }).catch(() => undefined);

  expect(refusal).toMatchObject({ status: 409, problem: { title: "请求冲突" } });
  expect(heard.map((one) => one.headers["idempotency-key"]?.length)).toEqual([32, 5]);
  expect(heard[0]?.headers["cookie"]).toBe("sid=1");
  expect(JSON.parse(heard[0]?.body ?? "")).toEqual(body);
});

test("what is no JSON, and nobody at all, are refusals too", async () => {
  const broken = await client()
    .get("/api/catalog/v1/themes")
    .catch((error: MiniRefusal) => error);
  const nobody = await client({ gateway: "http://127.0.0.1:9" })
    .get("/api/catalog/v1/themes")
    .catch((error: MiniRefusal) => error);

  expect(broken).toMatchObject({ status: 502, problem: {} });
  expect(nobody).toMatchObject({ status: 0, message: "没有连上服务，请稍后再试。" });
});

test("an address that lacks a part is the programmer's mistake", () => {
  expect(() => client().get("/api/catalog/v1/items/{item_id}")).toThrow("needs item_id");
});
