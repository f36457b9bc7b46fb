import { expect } from 'chai';
import { address, formatAddress } from '../../net/address.js';
import { fromHex } from '../../net/octets.js';
import { formatPrefix } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { RouterRenumberingCommand, type DefinedOperation } from '../../wire/router-renumbering.js';
import { prefixVariables } from '../router-advertising/advertising-variables.js';
import { execute, type ExecutionOptions } from './execution.js';
import { isForbidden } from './new-prefix.js';
import type { PrefixConfiguration } from './prefix-configuration.js';

/** `2001:db8:f::/48+16`: UseLen 48, KeepLen 16. */
function use(text: string) {
  const [, usePrefix = '', useLen, keepLen = 0] = /^(.*)\/(\d+)(?:\+(\d+))?$/.exec(text) ?? [];
  return { usePrefix: address(usePrefix), useLen: Number(useLen), keepLen: Number(keepLen), validLifetime: 60, preferredLifetime: 30 };
}

type Kind = DefinedOperation['kind'];

function operation(kind: Kind, match: string, uses: readonly string[] = [], lengths: { minLen?: number; maxLen?: number } = {}) {
  const { address: matchPrefix, length: matchLen } = prefix(match);
  const octets = RouterRenumberingCommand.encode({
    operations: [{ kind, ordinal: 9, matchPrefix, matchLen, ...lengths, usePrefixes: uses.map(use) }],
  });
  const decoded = RouterRenumberingCommand.decode(octets);
  if (!decoded.ok) throw new Error(decoded.error.path);
  return { kind: 'performed', operation: decoded.value.operations[0] as DefinedOperation } as const;
}

/** An interface with these prefixes, and in each of 64 bits the address ::1. */
const configured = (...texts: readonly string[]): PrefixConfiguration => ({
  prefixes: texts.map((text) => ({ ...prefixVariables({ prefix: prefix(text) }), isAdvertised: true })),
  addresses: texts.flatMap((text) => {
    const { address: base, length } = prefix(text);
    return length === 64 ? [{ address: address(`${formatAddress(base).replace(/::$/, '')}::1`), prefixLength: 64 }] : [];
  }),
});

const options: ExecutionOptions = {
  interfaceIndex: 3,
  identifierIn: () => fromHex('00000000000000aa'),
  forbids: isForbidden,
  prefixLimit: 10,
};

const run = (before: PrefixConfiguration, ...operations: readonly ReturnType<typeof operation>[]) => {
  const done = execute(operations, before, options);
  return {
    ...done,
    prefixes: done.configuration.prefixes.map((one) => formatPrefix(one.prefix)),
    addresses: done.configuration.addresses.map((one) => formatAddress(one.address)),
    reported: done.reports.map(
      (one) => `${formatAddress(one.matchedPrefix ?? new Uint8Array(16))}/${one.matchedLen}${one.forbidden ? ' F' : ''}`,
    ),
  };
};

const A = '2001:db8:a:1::/64';
const B = '2001:db8:b:2::/64';

describe('execution of Prefix Control Operations', () => {
  it('ADD adds New Prefixes and addresses, and leaves the rest', () => {
    const done = run(configured(A, B), operation('addOperation', '2001:db8:a::/48', ['2001:db8:f::/48+16', '2001:db8:e::/64']));
    expect(done.prefixes).to.deep.equal([A, B, '2001:db8:f:1::/64', '2001:db8:e::/64']);
    expect(done.addresses).to.deep.equal(['2001:db8:a:1::1', '2001:db8:b:2::1', '2001:db8:f:1::aa', '2001:db8:e::aa']);
    expect(done.reported).to.deep.equal([A]);
    expect(done.reports[0]).to.include({ ordinal: 9, interfaceIndex: 3 });
  });

  it('ADD without Use-Prefix Parts changes nothing, and reports', () => {
    const before = configured(A, B);
    const done = run(before, operation('addOperation', '::/0'));
    expect(done.configuration).to.equal(before);
    expect(done.reported).to.deep.equal([A, B]);
  });

  it('CHANGE replaces the Matched Prefix with the New Prefixes, and its addresses with theirs', () => {
    const done = run(configured(A, B), operation('changeOperation', A, ['2001:db8:f::/48+16']));
    expect(done.prefixes).to.deep.equal([B, '2001:db8:f:1::/64']);
    expect(done.addresses).to.deep.equal(['2001:db8:b:2::1', '2001:db8:f:1::aa']);
  });

  it('CHANGE without Use-Prefix Parts deletes', () => {
    const done = run(configured(A, B), operation('changeOperation', A));
    expect([done.prefixes, done.addresses]).to.deep.equal([[B], ['2001:db8:b:2::1']]);
  });

  it('CHANGE to the prefix itself updates it (RFC 2894 section 9.2)', () => {
    const done = run(configured(A), operation('changeOperation', A, ['::/0+64', '2001:db8:e::/64']));
    expect(done.prefixes).to.deep.equal([A, '2001:db8:e::/64']);
    expect(done.addresses).to.deep.equal(['2001:db8:a:1::1', '2001:db8:e::aa']);
    expect(done.configuration.prefixes[0]).to.include({ advValidLifetime: 60_000_000 });
  });

  it('SET-GLOBAL replaces all prefixes of global scope', () => {
    const done = run(configured('fec0:0:0:7::/64', A, B), operation('setGlobalOperation', 'fec0::/10', ['2001:db8:f::/48+16']));
    expect(done.prefixes).to.deep.equal(['fec0:0:0:7::/64', '2001:db8:f:7::/64']);
    expect(done.addresses).to.deep.equal(['fec0:0:0:7::1', '2001:db8:f:7::aa']);
  });

  it('SET-GLOBAL without Use-Prefix Parts deletes them, and tests none that is gone', () => {
    const done = run(configured(A, B), operation('setGlobalOperation', '2001:db8::/32'));
    expect(done.prefixes).to.deep.equal([]);
    expect(done.reported).to.deep.equal([A]);
  });

  it('does nothing to an interface without a match', () => {
    const before = configured(A);
    for (const kind of ['addOperation', 'changeOperation', 'setGlobalOperation'] as const) {
      const done = run(before, operation(kind, '2001:db8:c::/48', ['2001:db8:e::/64']));
      expect([done.configuration, done.reports]).to.deep.equal([before, []]);
    }
  });

  it('tests prefixes between MinLen and MaxLen alone', () => {
    const matches = (minLen: number, maxLen: number) =>
      run(configured(A), operation('addOperation', '::/0', [], { minLen, maxLen })).reported;
    expect([matches(64, 64), matches(0, 128)]).to.deep.equal([[A], [A]]);
    expect([matches(65, 128), matches(0, 63), matches(65, 63)]).to.deep.equal([[], [], []]);
  });

  it('finds an interface by its address, and keeps bits of that', () => {
    const done = run(configured(A), operation('addOperation', '2001:db8:a:1::1/128', ['2001:db8:f::/64+64']));
    expect(done.reported).to.deep.equal([A]);
    expect(done.prefixes).to.deep.equal([A, '2001:db8:f::1/128']);
    expect(done.addresses, 'KeepLen to the end sidesteps address configuration (section 9.2)').to.deep.equal(['2001:db8:a:1::1']);
  });

  it('finds no interface by an address that it does not have', () => {
    expect(run(configured(A), operation('addOperation', '2001:db8:a:1::2/128')).reported).to.deep.equal([]);
  });

  it('compares with addresses only what begins with the prefix', () => {
    const wide: PrefixConfiguration = {
      ...configured('2001:db8::/32', A),
      addresses: [{ address: address('2001:db8:a:1::1'), prefixLength: 64 }],
    };
    expect(run(wide, operation('addOperation', '2001:db8:a:1::/64')).reported).to.deep.equal(['2001:db8::/32', A]);
    expect(run(wide, operation('addOperation', '2001:db8:b::/64')).reported).to.deep.equal([]);
  });

  it('tests a New Prefix against later operations, not against the one that made it', () => {
    const add = operation('addOperation', '2001:db8::/32', ['2001:db8:f::/48+16']);
    expect(run(configured(A), add).reported).to.deep.equal([A]);
    expect(run(configured(A), add, operation('changeOperation', '2001:db8:f::/48')).reported).to.deep.equal([A, '2001:db8:f:1::/64']);
    expect(run(configured(A), add, operation('changeOperation', '2001:db8:f::/48')).prefixes).to.deep.equal([A]);
  });

  it('discards New Prefixes of a forbidden format and says so; the others are made', () => {
    const done = run(configured(A), operation('addOperation', A, ['ff00::/64', '2001:db8:e::/64']));
    expect(done.reported).to.deep.equal([`${A} F`]);
    expect(done.prefixes).to.deep.equal([A, '2001:db8:e::/64']);
  });

  it('deletes the Matched Prefix of a CHANGE even when all New Prefixes are forbidden', () => {
    expect(run(configured(A), operation('changeOperation', A, ['ff00::/64'])).prefixes).to.deep.equal([]);
  });

  it('keeps addresses that match a prefix which stays', () => {
    const done = run(configured('2001:db8:a::/48', A), operation('changeOperation', A, [], { minLen: 64 }));
    expect([done.prefixes, done.addresses]).to.deep.equal([['2001:db8:a::/48'], ['2001:db8:a:1::1']]);
  });

  it('forms no address in a prefix that is not of 64 bits, or for which there is no identifier', () => {
    const add = operation('addOperation', A, ['2001:db8:e::/60', '2001:db8:e:1::/80']);
    expect(run(configured(A), add).addresses).to.deep.equal(['2001:db8:a:1::1']);
    const none = execute([operation('addOperation', A, ['2001:db8:e::/64'])], configured(A), { ...options, identifierIn: () => undefined });
    expect(none.configuration.addresses).to.have.length(1);
  });

  it('adds no more prefixes than the limit, and counts the rest', () => {
    const many = Array.from({ length: 12 }, (_, i) => `2001:db8:e:${i}::/64`);
    const done = run(configured(A), operation('addOperation', A, many));
    expect(done.prefixes).to.have.length(options.prefixLimit);
    expect(done.refused).to.equal(3);
    expect(run(configured(A), operation('changeOperation', A, many.slice(0, 10))).refused, 'what is replaced makes room').to.equal(0);
  });

  it('does nothing for an operation that is out of bounds', () => {
    const before = configured(A);
    expect(execute([{ kind: 'out-of-bounds', ordinal: 1 }], before, options)).to.deep.equal({
      configuration: before,
      reports: [],
      refused: 0,
    });
  });

  it('makes a prefix that was only a subnet an advertised one', () => {
    const before: PrefixConfiguration = {
      ...configured(A),
      prefixes: configured(A).prefixes.map((one) => ({ ...one, isAdvertised: false })),
    };
    const done = run(before, operation('addOperation', A, ['::/0+64']));
    expect(done.configuration.prefixes.map(({ isAdvertised }) => isAdvertised)).to.deep.equal([true]);
  });
});
