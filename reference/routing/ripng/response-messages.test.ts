import { expect } from 'chai';
import fc from 'fast-check';
import { address, formatAddress } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { NEXT_HOP_METRIC } from './constants.js';
import { entriesPerMessage, responseMessages, type AdvertisedRoute } from './response-messages.js';

const NEXT_HOPS = ['', 'fe80::a', 'fe80::b'].map((text) => (text === '' ? undefined : address(text)));
const routes = (hops: readonly number[]): readonly AdvertisedRoute[] =>
  hops.map((hop, i) => {
    const nextHop = NEXT_HOPS[hop];
    return {
      prefix: prefixOf(address(`2001:db8:${i.toString(16)}::`), 48),
      routeTag: i,
      metric: 1,
      ...(nextHop && { nextHop }),
    };
  });

describe('entriesPerMessage, RFC 2080 section 2.1', () => {
  for (const [mtu, count] of [
    [1280, 61],
    [1500, 72],
    [9000, 447],
  ] as const)
    it(`is ${count} for an MTU of ${mtu}`, () => expect(entriesPerMessage(mtu)).to.equal(count));

  it('is less where more headers come first', () => expect(entriesPerMessage(1280, 48 + 20)).to.equal(60));
});

describe('responseMessages', () => {
  it('is no message for no routes', () => expect(responseMessages([], 1500)).to.deep.equal([]));

  it('fills a message before it begins another', () => {
    const messages = responseMessages(routes(Array<number>(200).fill(0)), 1500);
    expect(messages.map(({ length }) => length)).to.deep.equal([72, 72, 56]);
  });

  it('names the router itself in each message where that is wanted', () => {
    const own = address('fe80::9');
    const messages = responseMessages(routes([...Array<number>(100).fill(0), 1]), 1500, { ownNextHop: own, headerOctets: 64 });
    expect(messages.map(({ length }) => length)).to.deep.equal([71, 33]);
    for (const message of messages)
      expect(message[0]).to.deep.equal({ prefix: own, routeTag: 0, prefixLength: 0, metric: NEXT_HOP_METRIC });
    expect(messages[1]?.filter(({ metric }) => metric === NEXT_HOP_METRIC).map(({ prefix }) => formatAddress(prefix))).to.deep.equal([
      'fe80::9',
      'fe80::a',
    ]);
  });

  it('tells each route once, through its next hop, in messages that fit (section 2.1.1)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 300 }), fc.constantFrom(1280, 1500), (hops, mtu) => {
        const told = new Map<string, string>();
        for (const message of responseMessages(routes(hops), mtu)) {
          expect(message.length).to.be.within(1, entriesPerMessage(mtu));
          expect(message.at(-1)?.metric).not.to.equal(NEXT_HOP_METRIC);
          let nextHop = '::';
          for (const entry of message)
            if (entry.metric === NEXT_HOP_METRIC) nextHop = formatAddress(entry.prefix);
            else told.set(formatAddress(entry.prefix), nextHop);
        }
        const wanted = routes(hops).map(({ prefix, nextHop }) => [formatAddress(prefix.address), nextHop ? formatAddress(nextHop) : '::']);
        expect([...told].sort()).to.deep.equal(wanted.sort());
      }),
    );
  });
});
