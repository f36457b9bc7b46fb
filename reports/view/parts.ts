import type { TestRecord } from '../../suites/kit/record.js';

/** The part that the device played; records of runs that did not say so tell whom the requirement concerns. */
export const partsOf = ({ plays, roles }: TestRecord): readonly string[] => (plays === undefined ? roles : [plays]);
