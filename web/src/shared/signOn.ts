import type { InjectionKey } from "vue";

/** Where this entry's people sign on, and come back to the given path. */
export const SIGN_ON: InjectionKey<(returnTo: string) => string> = Symbol("sign-on");
