import type { Level, Requirement, Role } from '../kit/requirement.js';

/**
 * The ledger is written as tables, one call per line: slug, role, clauses, the requirement in our own words, and why it
 * has no test where it has none. The first clause is the one that decides (`RFC4861:7.2.4`, or `RFC768:Fields` where sections have no numbers), the others say the same or
 * a part of it.
 */
export type Line = (slug: string, role: Role, clauses: string, text: string, state?: State) => Requirement;
export type State = NonNullable<Requirement['state']>;

const CLAUSE = /^RFC(\d+):(\d+(?:\.\d+)*|[A-Z](?:\.\d+)*|[A-Z][a-z]+)$/;

const line =
  (level: Level): Line =>
  (slug, role, clauses, text, state) => {
    const [first = '', ...also] = clauses.split(' ');
    const [, rfc, section] = CLAUSE.exec(first) ?? [];
    if (rfc === undefined || section === undefined) throw new Error(`${slug}: "${first}" is not of the form RFC4861:7.2.4`);
    return { slug, rfc: Number(rfc), section, level, role, text, ...(also.length > 0 && { also }), ...(state && { state }) };
  };

export const must = line('MUST');
export const should = line('SHOULD');
export const may = line('MAY');
/** A documented deviation or habit of the KAME stack: never fails a device. */
export const kame = line('KAME');
/** No sentence of an RFC demands it: the outcome is recorded, never failed. */
export const choice = line('implementation choice');

export const open = (reason: string): State => ({ kind: 'open', reason });
export const untestable = (reason: string): State => ({ kind: 'untestable', reason });
export const implied = (reason: string): State => ({ kind: 'implied', reason });
export const outOfScope = (reason: string): State => ({ kind: 'out of scope', reason });
