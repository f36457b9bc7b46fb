import { expect } from 'chai';
import fc from 'fast-check';
import { address, addressFromOctets, type Address } from './address.js';
import { formatPrefix, prefixContains, prefixOf, type Prefix } from './prefix.js';
import { PrefixTrie } from './prefix-trie.js';

/** Few different bits, so that prefixes cover each other and addresses meet them. */
const someAddress = fc
  .tuple(fc.constantFrom(0x20, 0xfd), fc.array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 15, maxLength: 15 }))
  .map(([first, rest]): Address => addressFromOctets(Uint8Array.from([first, ...rest])));

const somePrefix = fc
  .tuple(someAddress, fc.oneof(fc.constantFrom(0, 1, 7, 8, 9, 23, 24, 25, 48, 63, 64, 65, 127, 128), fc.integer({ min: 0, max: 128 })))
  .map(([octets, length]): Prefix => prefixOf(octets, length));

const changes = fc.array(fc.record({ prefix: somePrefix, keep: fc.boolean() }), { maxLength: 60 });

/** The same table, naively. */
function naive(made: readonly { readonly prefix: Prefix; readonly keep: boolean }[]): Map<string, Prefix> {
  const all = new Map<string, Prefix>();
  for (const { prefix, keep } of made) {
    if (keep) all.set(formatPrefix(prefix), prefix);
    else all.delete(formatPrefix(prefix));
  }
  return all;
}

function built(made: readonly { readonly prefix: Prefix; readonly keep: boolean }[]): PrefixTrie<string> {
  const trie = new PrefixTrie<string>();
  for (const { prefix, keep } of made) {
    if (keep) trie.set(prefix, formatPrefix(prefix));
    else trie.delete(prefix);
  }
  return trie;
}

describe('a trie of prefixes', () => {
  it('finds what a search through all prefixes finds', () => {
    fc.assert(
      fc.property(changes, someAddress, (made, wanted) => {
        const covering = [...naive(made).values()].filter((prefix) => prefixContains(prefix, wanted));
        const longest = covering.sort((a, b) => b.length - a.length)[0];
        expect(built(made).longestMatch(wanted)).to.equal(longest && formatPrefix(longest));
      }),
    );
  });

  it('holds just what was set and not deleted', () => {
    fc.assert(
      fc.property(changes, somePrefix, (made, other) => {
        const [trie, plain] = [built(made), naive(made)];
        expect(trie.size).to.equal(plain.size);
        expect(new Set([...trie.entries()].map(([prefix]) => formatPrefix(prefix)))).to.deep.equal(new Set(plain.keys()));
        expect(trie.get(other)).to.equal(plain.has(formatPrefix(other)) ? formatPrefix(other) : undefined);
      }),
    );
  });

  it('tells its prefixes in order, shorter ones before those that they cover', () => {
    fc.assert(
      fc.property(changes, (made) => {
        const told = [...built(made).entries()].map(([prefix]) => prefix);
        expect(told).to.deep.equal([...told].sort((a, b) => Buffer.compare(a.address, b.address) || a.length - b.length));
      }),
    );
  });

  it('is empty again when everything is deleted', () => {
    fc.assert(
      fc.property(changes, (made) => {
        const trie = built(made);
        for (const [prefix] of [...trie.entries()]) expect(trie.delete(prefix)).to.equal(true);
        expect(trie.size).to.equal(0);
        expect([...trie.entries()]).to.deep.equal([]);
      }),
    );
  });

  it('lets the default route and a host route stand beside each other', () => {
    const trie = new PrefixTrie<string>();
    trie.set(prefixOf(address('::'), 0), 'default');
    trie.set(prefixOf(address('2001:db8::1'), 128), 'host');
    expect(trie.longestMatch(address('2001:db8::1'))).to.equal('host');
    expect(trie.longestMatch(address('2001:db8::2'))).to.equal('default');
  });
});
