"use strict";

// Reads the joined OpenAPI document; everything it shows is set as text, never as markup.
const METHODS = ["get", "post", "put", "patch", "delete"];
const DEEPEST = 4;
let api;

const byId = (id) => document.getElementById(id);

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function resolve(part) {
  if (!part || !part.$ref) return part || {};
  return part.$ref.slice(2).split("/").reduce((found, key) => found?.[decodeURIComponent(key)], api) || {};
}

function typeOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const several = schema.anyOf || schema.oneOf;
  if (several) return several.map(typeOf).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items) || "any"}[]`;
  return schema.format ? `${schema.type} (${schema.format})` : [schema.type || "any"].flat().join(" | ");
}

function limitsOf(schema) {
  const names = ["minLength", "maxLength", "minimum", "maximum", "pattern", "minItems", "maxItems", "default"];
  return names.filter((name) => schema[name] !== undefined).map((name) => `${name} ${JSON.stringify(schema[name])}`);
}

function exampleOf(parameter) {
  return parameter.example === undefined ? "" : `例 ${JSON.stringify(parameter.example)}`;
}

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col", textContent: text })));
  const body = rows.map((row) =>
    element("tr", {}, ...row.map((text, place) =>
      element("td", { className: "lines" }, place === 0 ? element("code", { textContent: text }) : text))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

// The fields of a schema, those within it below it, as deep as a person reads.
function fields(schema, prefix = "", depth = 0, seen = new Set()) {
  const name = schema?.$ref;
  if (depth > DEEPEST || (name && seen.has(name))) return [];
  const within = name ? new Set([...seen, name]) : seen;
  const found = resolve(schema);
  const parts = [...(found.anyOf || []), ...(found.oneOf || []), ...(found.allOf || [])];
  if (parts.length) return parts.flatMap((part) => fields(part, prefix, depth, within));
  if (found.type === "array") return fields(found.items, `${prefix}[].`, depth + 1, within);
  return Object.entries(found.properties || {}).flatMap(([key, value]) => {
    const about = [value.description || resolve(value).description || "", ...limitsOf(value)].filter(Boolean);
    const needed = (found.required || []).includes(key) ? "是" : "";
    return [[prefix + key, typeOf(value), needed, about.join("\n")], ...fields(value, `${prefix}${key}.`, depth + 1, within)];
  });
}

function section(title, ...children) {
  return [element("h3", { textContent: title }), ...children];
}

function bodyOf(content) {
  return Object.entries(content || {}).flatMap(([type, { schema, example }]) => {
    const rows = fields(schema);
    const shown = [element("p", {}, element("code", { textContent: `${type} ${typeOf(schema)}` }))];
    if (rows.length) shown.push(table(["字段", "类型", "必填", "说明"], rows));
    if (example !== undefined) shown.push(element("pre", { textContent: JSON.stringify(example, null, 2) }));
    return shown;
  });
}

function contents(operation) {
  const shown = [element("p", { className: "lines", textContent: operation.description || "" })];
  const parameters = (operation.parameters || []).map(resolve);
  if (parameters.length) {
    shown.push(...section("参数 Parameters", table(["名称", "位置", "类型", "说明"], parameters.map((one) => [
      one.name + (one.required ? " *" : ""), one.in, typeOf(one.schema),
      [one.description || "", ...limitsOf(one.schema || {}), exampleOf(one)].filter(Boolean).join("\n"),
    ]))));
  }
  if (operation.requestBody) {
    shown.push(...section("请求体 Request body", ...bodyOf(resolve(operation.requestBody).content)));
  }
  const answers = Object.entries(operation.responses || {}).map(([status, answer]) => [status, resolve(answer)]);
  shown.push(...section("答复 Responses", table(["状态", "说明"],
    answers.map(([status, answer]) => [status, answer.description || ""]))));
  for (const [status, answer] of answers) {
    if (status.startsWith("2") && answer.content) shown.push(...section(`${status}`, ...bodyOf(answer.content)));
  }
  return shown;
}

function card(path, method, operation) {
  const said = operation.summary || "";
  const made = element("details", { id: operation.operationId || `${method} ${path}` },
    element("summary", {},
      element("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
      element("code", { textContent: path }),
      element("span", { textContent: (operation.description || said).split("\n")[0] })));
  made.dataset.words = `${method} ${path} ${said} ${operation.description || ""} ${operation.tags}`.toLowerCase();
  made.addEventListener("toggle", () => {
    if (made.open && made.children.length === 1) {
      made.append(element("div", { className: "inside" }, ...contents(operation)));
    }
  });
  return made;
}

function show() {
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] || "";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(card(path, method, item[method]));
    }
  }
  for (const [tag, cards] of groups) {
    const id = `tag-${tag}`;
    byId("services").append(element("a", { href: `#${encodeURIComponent(id)}`, textContent: tag }));
    byId("operations").append(element("section", {}, element("h2", { id, textContent: tag }), ...cards));
  }
}

function narrow() {
  const words = byId("wanted").value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const group of document.querySelectorAll("main section")) {
    let any = false;
    for (const one of group.querySelectorAll("details")) {
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
      any ||= !one.hidden;
      left += one.hidden ? 0 : 1;
    }
    group.hidden = !any;
  }
  tell(left);
}

function tell(count) {
  const missing = api["x-unavailable"] || [];
  const away = missing.length ? `；暂时读不到 ${missing.join("、")}` : "";
  byId("said").textContent = count ? `${count} 个接口${away}` : `没有符合的接口${away}`;
}

async function begin() {
  try {
    const answer = await fetch("openapi.json");
    if (!answer.ok) throw new Error(String(answer.status));
    api = await answer.json();
  } catch {
    byId("said").textContent = "接口文档暂时读不到，请稍后刷新。";
    return;
  }
  show();
  byId("wanted").addEventListener("input", narrow);
  narrow();
  const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (target) {
    target.open = true;
    target.scrollIntoView();
  }
}

begin();
