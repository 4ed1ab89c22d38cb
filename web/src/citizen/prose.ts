/** The form of rich text (svc-catalog, prose/types.py): what shows it cannot be made to run anything. */
export interface Run {
  text: string;
  is_strong?: boolean;
  /** The directory code of an item whose guide the run leads to. */
  item?: string | null;
}

/** A stored picture by its hash, and what it shows for those who do not see it. */
export interface Picture {
  kind: "picture";
  sha256: string;
  alt: string;
  caption?: string;
}

export type Block =
  | { kind?: "heading"; level?: 1 | 2; text: string }
  | { kind?: "paragraph"; runs: readonly Run[] }
  | { kind?: "bullets"; points: readonly (readonly Run[])[] }
  | Picture;
