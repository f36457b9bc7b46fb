import { expect } from 'chai';
import { rollDice } from '../../engine/drive.js';
import { address, UNSPECIFIED } from '../../net/address.js';
import { prefix } from '../../net/test-prefix.js';
import { instant } from '../../time.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import { asksForWholeTable, filledIn, wholeTableRequest } from './request-input.js';
import { RipngTable } from './ripng-table.js';

const WHOLE = wholeTableRequest(UNSPECIFIED);
const entry = (text: string, prefixLength: number, metric = 0): RouteTableEntry => ({
  prefix: address(text),
  routeTag: 9,
  prefixLength,
  metric,
});

describe('asksForWholeTable, RFC 2080 section 2.4.1', () => {
  const cases: readonly (readonly [string, readonly RouteTableEntry[], boolean])[] = [
    ['one entry ::/0 of metric 16', [WHOLE], true],
    ['no entry', [], false],
    ['::/0 of metric 1', [{ ...WHOLE, metric: 1 }], false],
    ['that entry and another', [WHOLE, WHOLE], false],
    ['a prefix with length 0', [entry('2001:db8::', 0, 16)], false],
  ];
  for (const [what, entries, does] of cases) it(`${what}: ${does}`, () => expect(asksForWholeTable(entries)).to.equal(does));
});

describe('filledIn, RFC 2080 section 2.4.1', () => {
  it('fills in metrics, keeps order, count and everything else, and looks for exactly that prefix', () => {
    const table = new RipngTable(
      {
        now: () => instant(0),
        schedule: () => () => undefined,
        random: rollDice(1),
        variables: () => ({ constants: RIPNG_CONSTANTS, features: RIPNG_FEATURES.current }),
      },
      { changed: () => undefined, deleted: () => undefined },
    );
    table.enter({ prefix: prefix('2001:db8::/48'), metric: 2, routeTag: 0, interfaceName: 'a' });
    const asked = [entry('2001:db8::', 48), entry('2001:db8::', 49), entry('2001:db8::', 47), entry('2001:db8::', 200)];
    expect(filledIn(asked, table)).to.deep.equal(asked.map((one, i) => ({ ...one, metric: i === 0 ? 2 : 16 })));
  });
});
