import { describe, expect, test } from "vitest";
import { gcjToWgs, wgsToGcj } from "@/shared/geo";

describe("the shift between WGS-84 and GCJ-02", () => {
  test.each([
    [116.404, 39.915, 116.410244, 39.916404],
    [121.42, 28.66, 121.424429, 28.657052],
  ])("moves %f,%f to %f,%f", (lng, lat, gcjLng, gcjLat) => {
    const [x, y] = wgsToGcj(lng, lat);

    expect(x).toBeCloseTo(gcjLng, 6);
    expect(y).toBeCloseTo(gcjLat, 6);
  });

  test("is undone by its inverse", () => {
    const [lng, lat] = gcjToWgs(...wgsToGcj(121.42, 28.66));

    expect(lng).toBeCloseTo(121.42, 9);
    expect(lat).toBeCloseTo(28.66, 9);
  });
});
