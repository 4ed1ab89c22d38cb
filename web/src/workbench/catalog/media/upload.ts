/** Files are sent by parts, so that what breaks off goes on where it was. */
import * as api from "@/api/catalog/media";
import type { FileKind, StoredFile, Upload } from "@/api/catalog/media";

const REMEMBERED = "sanzhi.uploads";

/** How this browser knows a file again. */
export function fingerprint(file: Pick<File, "name" | "size" | "lastModified">, kind: string, region: string): string {
  return [kind, region, file.name, file.size, file.lastModified].join("|");
}

function recall(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

function remember(key: string, uploadId: string | undefined): void {
  const known = recall();
  if (uploadId) known[key] = uploadId;
  else delete known[key];
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(known));
  } catch {
    // Without storage an upload begins anew.
  }
}

/** The numbers of the parts that are still to be sent, from 1. */
export function missing(upload: Pick<Upload, "parts" | "received">): number[] {
  const there = new Set(upload.received);
  return Array.from({ length: upload.parts }, (_, at) => at + 1).filter((number) => !there.has(number));
}

/** Where a part begins and ends in its file. */
export function span(upload: Pick<Upload, "part_size" | "size">, number: number): [number, number] {
  return [(number - 1) * upload.part_size, Math.min(number * upload.part_size, upload.size)];
}

/** A Content-Digest of RFC 9530. */
export async function digest(part: Blob): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

async function begun(file: File, kind: FileKind, region: string, key: string): Promise<Upload> {
  const known = recall()[key];
  // One whose time is over begins anew.
  const found = known ? await api.upload(known).catch(() => undefined) : undefined;
  const one = found ?? (await api.beginUpload(file, kind, region));
  remember(key, one.upload_id);
  return one;
}

/** Sends a file; `told` hears how much of it has arrived, from 0 to 1. */
export async function send(file: File, kind: FileKind, region: string, told: (share: number) => void, signal: AbortSignal): Promise<StoredFile> {
  const key = fingerprint(file, kind, region);
  const one = await begun(file, kind, region, key);
  const left = missing(one);
  told(1 - left.length / one.parts);
  for (const [at, number] of left.entries()) {
    const part = file.slice(...span(one, number));
    await api.sendPart(one.upload_id, number, part, await digest(part), signal);
    told(1 - (left.length - at - 1) / one.parts);
  }
  const stored = await api.completeUpload(one.upload_id);
  remember(key, undefined);
  return stored;
}
