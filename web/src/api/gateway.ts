import { get, post } from "@/shared/http";

const BASE = "/api/gateway/v1";

export interface Me {
  kind: "visitor" | "person" | "organisation" | "staff";
  subject: string;
  name: string;
  /** authlevel of the provincial app: 1 unverified, 2 basic, 3 full. */
  level: number;
  /** Permission to the regions it holds in. */
  grants: Record<string, string[]>;
  /** Where this person raises the level, if the identity provider has such a page. */
  upgrade_url?: string | null;
}

export function me(): Promise<Me> {
  return get<Me>(`${BASE}/me`);
}

export function signOut(): Promise<void> {
  return post(`${BASE}/sso/logout`);
}

function signOnAddress(provider: "provincial" | "staff", returnTo: string): string {
  return `${BASE}/sso/${provider}/login?${new URLSearchParams({ return_to: returnTo })}`;
}

export function citizenSignOn(returnTo: string): string {
  return signOnAddress("provincial", returnTo);
}

export function staffSignOn(returnTo: string): string {
  return signOnAddress("staff", returnTo);
}
