/** Where something stands in a file of settings, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong there. */
export interface Misreading {
  readonly place: Place;
  readonly text: string;
}

/** `rtadvd.conf:3:12  maxinterval: is 4 s to 65535 s, not 2 s`. */
export const misreadingInOneLine = (file: string, { place, text }: Misreading): string => `${file}:${place.line}:${place.column}  ${text}`;
