import '../ledger/ledger.js';
import type { PrefixControlOperationDraft } from '../../reference/wire/router-renumbering.js';
import { suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import {
  beginRenumbering,
  expectPrefixes,
  expectResult,
  give,
  newPrefix,
  oldPrefix,
  operation,
  renumberingTest,
  replacement,
  REPORTS,
  subnet,
  use,
} from './commands.js';
import { satisfies, type Matcher } from '../kit/match.js';
import type { MatchReport } from '../../reference/wire/router-renumbering.js';

const ORDINAL = 0x5c;
/** OpLength of an operation with one Use-Prefix Part. */
const OP_LENGTH = 7;

interface Row {
  readonly title: string;
  readonly broken: (t: TestContext) => PrefixControlOperationDraft;
  /** Where the next operation begins cannot be told. */
  readonly isLast?: true;
}

const broken = (t: TestContext, given: { readonly [field: string]: number }): PrefixControlOperationDraft => ({
  ...operation('changeOperation', oldPrefix(t), [use(newPrefix(t))], ORDINAL),
  ...given,
});

const withPart = (t: TestContext, part: { readonly useLen: number; readonly keepLen: number }): PrefixControlOperationDraft =>
  operation('changeOperation', oldPrefix(t), [use(subnet(t, 5)), use(newPrefix(t), part)], ORDINAL);

const rows: Readonly<Record<string, Row>> = {
  'op-code-0': { title: 'an OpCode of 0', broken: (t) => broken(t, { opCode: 0 }) },
  'op-code-4': { title: 'an OpCode of 4', broken: (t) => broken(t, { opCode: 4 }) },
  'op-code-255': { title: 'an OpCode of 255', broken: (t) => broken(t, { opCode: 255 }) },
  'op-length-form': {
    title: 'an OpLength that is not of the form 4N+3',
    broken: (t) => ({ opCode: 2, opLength: 6, ordinal: ORDINAL, matchLen: 64, body: bodyOf(t) }),
  },
  'op-length-beyond': {
    title: 'an OpLength beyond the end of the Command',
    broken: (t) => broken(t, { opLength: OP_LENGTH + 4 }),
    isLast: true,
  },
  'op-length-0': { title: 'an OpLength of 0', broken: (t) => broken(t, { opLength: 0 }), isLast: true },
  'match-len-129': { title: 'a MatchLen of 129', broken: (t) => broken(t, { matchLen: 129 }) },
  'match-len-255': { title: 'a MatchLen of 255', broken: (t) => broken(t, { matchLen: 255 }) },
  'use-len-129': { title: 'a UseLen of 129', broken: (t) => withPart(t, { useLen: 129, keepLen: 0 }) },
  'keep-len-129': { title: 'a KeepLen of 129', broken: (t) => withPart(t, { useLen: 0, keepLen: 129 }) },
  'sum-129': { title: 'a UseLen and a KeepLen that make 129', broken: (t) => withPart(t, { useLen: 64, keepLen: 65 }) },
};

/** MinLen to MatchPrefix of the operation that would show, and three quarters of a Use-Prefix Part. */
const bodyOf = (t: TestContext): Uint8Array => Uint8Array.of(0, 128, 0, 0, ...oldPrefix(t).address, ...new Uint8Array(24));

/** One report of the broken operation, as section 4.2 has it, and one of the sound operation beside it. */
const oneOutOfBounds = (sound: boolean): Matcher =>
  satisfies<readonly MatchReport[]>(
    `one Match Report with B, Ordinal ${ORDINAL} and zeros${sound ? ', and one of the other operation' : ''}`,
    (reports) => {
      const out = reports.filter(({ outOfBounds }) => outOfBounds);
      const [first] = out;
      const isBlank =
        first !== undefined &&
        !first.forbidden &&
        first.matchedLen === 0 &&
        first.interfaceIndex === 0 &&
        first.matchedPrefix.every((octet) => octet === 0);
      return out.length === 1 && isBlank && first.ordinal === ORDINAL && reports.length === (sound ? 2 : 1);
    },
  );

suite('Router Renumbering: operations out of bounds', () => {
  for (const [name, { title, broken: made, isLast }] of Object.entries(rows)) {
    const sound = (t: TestContext) => operation('addOperation', oldPrefix(t), [use(subnet(t, 3))], 1);
    /** The sound operation stands where it can be found. */
    const operations = (t: TestContext) => (isLast ? [sound(t), made(t)] : [made(t), sound(t)]);

    renumberingTest({
      id: `bounds.${name}`,
      title: `an operation with ${title} is not performed, the other one of the Command is`,
      requirement: 'rr-operation-bounds',
      async run(t) {
        await beginRenumbering(t);
        await give(t, { operations: operations(t) });
        await expectPrefixes(t, [oldPrefix(t), subnet(t, 3)]);
      },
    });

    renumberingTest({
      id: `bounds.${name}-report`,
      title: `an operation with ${title} is reported once, by the B flag`,
      requirement: 'rr-operation-bounds-report',
      async run(t) {
        await beginRenumbering(t);
        const result = await expectResult(t, await give(t, { resultRequested: true, operations: operations(t) }));
        t.require('Match Reports', result, { [REPORTS]: oneOutOfBounds(true) });
      },
    });
  }

  renumberingTest({
    id: 'bounds.once',
    title: 'an operation out of bounds is reported once, though two prefixes would match',
    requirement: 'rr-operation-bounds-report',
    async run(t) {
      await beginRenumbering(t, [oldPrefix(t), subnet(t, 3)]);
      const operations = [{ ...replacement(t), ordinal: ORDINAL, matchLen: 255 }];
      const result = await expectResult(t, await give(t, { resultRequested: true, operations }));
      t.require('Match Reports', result, { [REPORTS]: oneOutOfBounds(false) });
    },
  });
});
