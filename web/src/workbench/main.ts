import { createPinia } from "pinia";
import { createApp } from "vue";
import { staffSignOn } from "@/api/gateway";
import { followLocale, makeI18n } from "@/shared/i18n";
import { usePreferences } from "@/shared/preferences";
import { useSession } from "@/shared/session";
import { SIGN_ON } from "@/shared/signOn";
import App from "./App.vue";
import "./base.css";
import { words } from "./locales/zh";
import { HOME, router } from "./router";

const app = createApp(App);
const i18n = makeI18n(words);
app.use(createPinia()).use(i18n).use(router);
// The router's paths start below the workbench; the gateway's do not.
app.provide(SIGN_ON, (path) => staffSignOn(HOME + path.replace(/^\//, "")));

const preferences = usePreferences();
followLocale(i18n, () => preferences.locale, async () => (await import("./locales/en")).words);
void useSession().known();
app.mount("#app");
