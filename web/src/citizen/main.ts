import { createPinia } from "pinia";
import { createApp, watch } from "vue";
import { chooseStyle, citizenSignOn } from "@/api/gateway";
import { followLocale, makeI18n } from "@/shared/i18n";
import { usePreferences } from "@/shared/preferences";
import { useSession } from "@/shared/session";
import { SIGN_ON } from "@/shared/signOn";
import App from "./App.vue";
import "./base.css";
import { words } from "./locales/zh";
import { router } from "./router";

const app = createApp(App);
const i18n = makeI18n(words);
app.use(createPinia()).use(i18n).use(router);
app.provide(SIGN_ON, citizenSignOn);

const preferences = usePreferences();
followLocale(i18n, () => preferences.locale, async () => (await import("./locales/en")).words);
const session = useSession();
void preferences.followApp();
void session.known().then(() => preferences.followAccount(session.me?.ui_style ?? ""));
watch(
  () => preferences.uiStyle,
  (style) => {
    // The choice holds in this browser even if the account cannot be told.
    if (session.isSignedOn && session.me?.ui_style !== style) void chooseStyle(style).catch(() => undefined);
  },
);
app.mount("#app");
