import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { dnssl, mtu, routeInformation } from '../../reference/wire/nd-options.js';
import type { Check } from '../../suites/kit/judgement.js';
import { judgedScene } from './crafted/judged-scene.js';
import { advertise } from './crafted/messages.js';

const said = async (rule: string, ...options: readonly object[]): Promise<Check | undefined> =>
  (await judgedScene(`nd.router-advertisement.${rule}`, (s) => advertise(s, { options })))[0];

const faultOf = (check: Check | undefined): unknown => [check?.verdict, check?.evidence[0]?.path?.replace(/^.*\./, '')];

const PREFIX = address('2001:db8:9::');
const route = (prefixLength: number, octets: number, fields: object = {}): object =>
  routeInformation({ prefixLength, prefix: PREFIX.subarray(0, octets), ...fields });

describe('the judge of the options of Router Advertisements', () => {
  it('passes routes of every length that their prefixes allow', async () => {
    const lawful = [route(0, 0), route(0, 8), route(0, 16), route(1, 8), route(64, 8), route(64, 16), route(65, 16), route(128, 16)];
    expect(await said('route-fields', ...lawful)).to.include({ verdict: 'pass', kept: 1 });
    expect(await said('route-fields', mtu(1_500))).to.equal(undefined);
  });

  it('fails routes that are shorter, longer than a prefix is, or use reserved bits', async () => {
    for (const [octets, prefixLength] of [
      [0, 64],
      [0, 1],
      [8, 65],
      [24, 64],
    ] as const) {
      const prefix = new Uint8Array(octets);
      expect(faultOf(await said('route-fields', routeInformation({ prefixLength, prefix })))).to.deep.equal(['fail', 'length']);
    }
    expect(faultOf(await said('route-fields', route(129, 16)))).to.deep.equal(['fail', 'prefixLength']);
    for (const field of ['reserved1', 'reserved2'])
      expect(faultOf(await said('route-fields', route(64, 8, { [field]: 1 })))).to.deep.equal(['fail', field]);
  });

  it('passes search lists that are padded with zeros, and fails compressed names and other octets behind them', async () => {
    const names = ['example.com', 'example.org'];
    expect(await said('dns-search-names', dnssl({ names }))).to.include({ verdict: 'pass', kept: 1 });
    for (const padding of [
      [0xc0, 0x08],
      [0, 0, 1],
      [0x80, 1],
    ])
      expect(faultOf(await said('dns-search-names', dnssl({ names, padding: Uint8Array.from(padding) })))).to.deep.equal([
        'fail',
        'padding',
      ]);
  });

  it('wants the Reserved field of an MTU option to be zero', async () => {
    expect(await said('mtu-reserved', mtu(1_400))).to.include({ verdict: 'pass', kept: 1 });
    expect(faultOf(await said('mtu-reserved', mtu(1_400, { reserved: 0x8000 })))).to.deep.equal(['fail', 'reserved']);
  });
});
