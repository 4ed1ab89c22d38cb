import { get, post, put, withQuery } from "@/shared/http";

const BASE = "/api/gateway/v1";

export interface Me {
  subject: string;
  kind: string;
  /** authlevel of the provincial app: 1 unverified, 2 basic, 3 full. */
  level: number;
  level_name: string;
  /** Masked; empty while nothing is verified. */
  name: string;
  ui_style: string;
  /** Per permission, the regions in which it was granted. */
  permissions: Record<string, string[]>;
  regions: string[];
  session_id: string;
}

export function me(): Promise<Me> {
  return get<Me>(`${BASE}/me`);
}

/** Remembers with the account, not only in this browser, how pages are to look. */
export function chooseStyle(style: string): Promise<void> {
  return put(`${BASE}/me/ui-style`, { ui_style: style });
}

export function signOut(): Promise<void> {
  return post(`${BASE}/sso/logout`);
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
