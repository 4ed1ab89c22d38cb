/** The provincial app's page bridge (ZWJSBridge), as far as the pages use it. */

export type UiStyle = "normal" | "elder";

export interface Position {
  lng: number;
  lat: number;
  crs: "wgs84" | "gcj02";
}

interface ZwBridge {
  onReady: (callback: () => void) => void;
  getUiStyle: () => Promise<{ uiStyle: UiStyle }>;
  getLocation: () => Promise<{ latitude: number | string; longitude: number | string }>;
  setTitle: (options: { title: string }) => Promise<unknown>;
}

declare global {
  interface Window {
    ZWJSBridge?: ZwBridge;
  }
}

/** How the app wants pages to look, or `undefined` outside the app. */
export async function bridgeUiStyle(): Promise<UiStyle | undefined> {
  const bridge = window.ZWJSBridge;
  if (!bridge) return undefined;
  await new Promise<void>((ready) => bridge.onReady(ready));
  try {
    return (await bridge.getUiStyle()).uiStyle === "elder" ? "elder" : "normal";
  } catch {
    return undefined;
  }
}

export function setTitle(title: string): void {
  document.title = title;
  void window.ZWJSBridge?.setTitle({ title }).catch(() => undefined);
}

/**
 * Where the person stands. The bridge does not say in which system its point is;
 * as an app on mainland maps it is taken for GCJ-02, the browser's for WGS-84.
 */
export async function position(): Promise<Position> {
  const bridge = window.ZWJSBridge;
  if (bridge) {
    const found = await bridge.getLocation();
    return { lng: Number(found.longitude), lat: Number(found.latitude), crs: "gcj02" };
  }
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new Error("no geolocation"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lng: coords.longitude, lat: coords.latitude, crs: "wgs84" }),
      (cause) => reject(new Error(cause.message)),
      { timeout: 8_000, maximumAge: 60_000 },
    );
  });
}
