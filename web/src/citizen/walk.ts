import type { Answers, Walk } from "@/api/scenes";

/** The answers that led to a step. */
export function answersOf(walk: Walk): Answers {
  return Object.fromEntries(walk.way.map((one) => [one.node, one.option]));
}

/** The way taken so far, with the steps somebody may go back to. */
export class Steps {
  private constructor(private readonly taken: readonly Walk[]) {}

  static begin(first: Walk): Steps {
    return new Steps([first]);
  }

  get last(): number {
    return this.taken.length - 1;
  }

  /** The step of a number; of one that was never reached the last. */
  at(step: number): Walk {
    return this.taken[Math.min(Math.max(step, 0), this.last)] as Walk;
  }

  /** With an answer given at a step: what was answered beyond it is forgotten. */
  after(step: number, next: Walk): Steps {
    return new Steps([...this.taken.slice(0, step + 1), next]);
  }
}
