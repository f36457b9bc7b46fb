/** `MUST` includes MUST NOT; `KAME` and `implementation choice` never fail a device. */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'KAME' | 'implementation choice';

/** What an implementation must do before what it may. */
export const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY', 'KAME', 'implementation choice'];

/** Which part the device plays; protocols add their own role names (`client`, `relay`...). */
export type Role = 'node' | 'host' | 'router' | (string & {});

/** A clause as one word: `RFC4862:5.4.3`. */
export const clauseKey = (rfc: number | string, section: string): string => `RFC${rfc}:${section}`;

/**
 * One line of the requirement ledger. Without a `state` the line is covered by the tests that name it, and the ledger
 * check fails if there are none.
 */
export interface Requirement {
  /** Never changes: `na-reachable-unicast-s0-o0-none`. */
  readonly slug: string;
  readonly rfc: number;
  readonly section: string;
  /** Further places that say the same or a part of it: `RFC4862:5.4.3`. */
  readonly also?: readonly string[];
  readonly level: Level;
  readonly role: Role;
  readonly text: string;
  readonly state?: { readonly kind: 'untestable' | 'implied' | 'out of scope' | 'open'; readonly reason: string };
}
