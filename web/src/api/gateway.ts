import { withQuery } from "@/shared/http";
import { answered, client, type Answer } from "./client";

const BASE = "/api/gateway/v1";

export type Me = Answer<"/api/gateway/v1/me">;

export function me(): Promise<Me> {
  return answered(client.GET("/api/gateway/v1/me"));
}

/** Remembers with the account, not only in this browser, how pages are to look. */
export async function chooseStyle(style: "normal" | "elder"): Promise<void> {
  await answered(client.PUT("/api/gateway/v1/me/ui-style", { body: { ui_style: style } }));
}

export async function signOut(): Promise<void> {
  await answered(client.POST("/api/gateway/v1/sso/logout"));
}

/** Which of the province's sign-on pages suits this browser. */
export function wayOf(userAgent: string): "alipay" | "h5" | "pc" {
  if (/AlipayClient/i.test(userAgent)) return "alipay";
  return /dtdreamweb|Mobile|Android/i.test(userAgent) ? "h5" : "pc";
}

export function citizenSignOn(returnTo: string): string {
  return withQuery(`${BASE}/sso/provincial/login`, { way: wayOf(navigator.userAgent), return_to: returnTo });
}

/** Where a resident raises the identity level, and comes back with the new one. */
export function levelUpgrade(returnTo: string): string {
  return withQuery(`${BASE}/sso/provincial/upgrade`, { return_to: returnTo });
}

export function staffSignOn(returnTo: string): string {
  return withQuery(`${BASE}/sso/staff/login`, { return_to: returnTo });
}
