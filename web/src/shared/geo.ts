/** GCJ-02, the shifted system of mainland maps, and WGS-84 (= CGCS2000 at map scale). */

const SEMI_MAJOR = 6378245.0;
const ECCENTRICITY = 0.00669342162296594323;
/** The shift has no closed inverse; five rounds bring the error under a centimetre. */
const ROUNDS = 5;

function wave(x: number, y: number, short: number, long: number, along: number): number {
  const turn = Math.PI;
  const base = (20 * Math.sin(6 * x * turn) + 20 * Math.sin(2 * x * turn)) * (2 / 3);
  const first = (20 * Math.sin(along * turn) + 40 * Math.sin((along / 3) * turn)) * (2 / 3);
  const second = (short * Math.sin((along / 12) * turn) + long * Math.sin((along / 30) * turn)) * (2 / 3);
  return base + first + second + 0.1 * x * y;
}

function shift(lng: number, lat: number): [number, number] {
  const x = lng - 105;
  const y = lat - 35;
  const root = 0.2 * Math.sqrt(Math.abs(x));
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + root + wave(x, y, 160, 320, y);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * Math.sqrt(Math.abs(x)) + wave(x, y, 150, 300, x);
  const phi = (lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY * Math.sin(phi) ** 2;
  const dLat = (north * 180) / (((SEMI_MAJOR * (1 - ECCENTRICITY)) / magic ** 1.5) * Math.PI);
  const dLng = (east * 180) / ((SEMI_MAJOR / Math.sqrt(magic)) * Math.cos(phi) * Math.PI);
  return [dLng, dLat];
}

export function wgsToGcj(lng: number, lat: number): [number, number] {
  const [dLng, dLat] = shift(lng, lat);
  return [lng + dLng, lat + dLat];
}

export function gcjToWgs(lng: number, lat: number): [number, number] {
  let guess: [number, number] = [lng, lat];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [dLng, dLat] = shift(guess[0], guess[1]);
    guess = [lng - dLng, lat - dLat];
  }
  return guess;
}
