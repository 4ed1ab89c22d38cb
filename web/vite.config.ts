import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
import type { Connect, Plugin } from "vite";
import { defineConfig } from "vitest/config";

const gateway = process.env["GATEWAY_URL"] ?? "http://127.0.0.1:8000";

/** Answers every page address below /workbench/ with its one document, as the gateway does. */
function workbenchPages(): Plugin {
  const rewrite: Connect.NextHandleFunction = (request, _response, next) => {
    const path = request.url?.split("?")[0] ?? "";
    if (path.startsWith("/workbench") && !path.includes(".")) request.url = "/workbench/index.html";
    next();
  };
  return {
    name: "workbench-pages",
    configureServer: (server) => void server.middlewares.use(rewrite),
    configurePreviewServer: (server) => void server.middlewares.use(rewrite),
  };
}

/** Lays compressed copies beside the built files: the gateway sends them as they are. */
function compressed(): Plugin {
  const worthwhile = 1_024;
  return {
    name: "compressed",
    apply: "build",
    // Only what has been written is final: names of chunks are filled in until then.
    async writeBundle({ dir = "dist" }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))) {
        const content = await readFile(join(dir, fileName));
        if (content.length < worthwhile) continue;
        await writeFile(join(dir, `${fileName}.gz`), gzipSync(content, { level: 9 }));
        await writeFile(join(dir, `${fileName}.br`), brotliCompressSync(content));
      }
    },
  };
}

const proxy = { "/api": { target: gateway, ws: true } };

export default defineConfig({
  // Element Plus is named where it is used; the plugin adds the style of just those parts.
  plugins: [vue(), elementPlus({}), workbenchPages(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", port: 5173, proxy },
  preview: { host: "127.0.0.1", port: 4173, proxy },
  build: {
    // Fonts and pictures stay files: the pages' content policy then needs no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: { input: { citizen: "index.html", workbench: "workbench/index.html" } },
  },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
});
