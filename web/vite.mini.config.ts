/** One file without imports, for a mini-program to copy: `npm run build:mini` makes dist-mini/client.js. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist-mini",
    lib: { entry: "src/mini/client.ts", formats: ["cjs"], fileName: "client" },
  },
});
