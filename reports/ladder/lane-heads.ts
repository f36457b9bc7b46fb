/** What stands above the lanes: their names, in two lines where one would run into the next. */
export interface Heads {
  readonly names: readonly (readonly HeadLine[])[];
  /** Where the names of links stand, all in one line. */
  readonly subY: number;
  readonly laneTop: number;
  /** Where time begins. */
  readonly top: number;
}

interface HeadLine {
  readonly y: number;
  readonly text: string;
}

/** What fits between lanes that stand closest to each other. */
const NAME_CHARACTERS = 15;
const FIRST_LINE = 22;
const LINE = 16;

export function laneHeads(names: readonly string[]): Heads {
  const lines = names.map(linesOf);
  const most = Math.max(1, ...lines.map(({ length }) => length));
  const last = FIRST_LINE + (most - 1) * LINE;
  return {
    names: lines.map((own) => own.map((text, i) => ({ text, y: last - (own.length - 1 - i) * LINE }))),
    subY: last + 16,
    laneTop: last + 24,
    top: last + 40,
  };
}

/** Divided at the space that leaves the longer part shortest. */
function linesOf(name: string): readonly string[] {
  if (name.length <= NAME_CHARACTERS) return [name];
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
  if (spaces.length === 0) return [name];
  const longer = (space: number): number => Math.max(space, name.length - space - 1);
  const at = spaces.reduce((best, space) => (longer(space) < longer(best) ? space : best));
  return [name.slice(0, at), name.slice(at + 1)];
}
