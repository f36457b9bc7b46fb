import { expect } from 'chai';
import { address, formatAddress, UNSPECIFIED, type Address } from '../../net/address.js';
import type { Result } from '../../net/result.js';
import { PLATFORM_OF, SOCKET_PLATFORMS, type SocketPlatform } from './platforms.js';
import {
  bound,
  closed,
  connected,
  opened,
  receiverOf,
  socketModel,
  withDefault,
  withOption,
  type Family,
  type SocketError,
  type SocketModel,
} from './socket-model.js';

const PORT = 80;
const OWN4 = address('::ffff:10.0.0.1');
const OTHER4 = address('::ffff:10.0.0.2');
const OWN6 = address('2001:db8::1');

/** Wildcards of either family, and sockets at one address. */
const KINDS: Readonly<Record<string, readonly [Family, Address]>> = {
  A: ['inet6', UNSPECIFIED],
  B: ['inet', UNSPECIFIED],
  S4: ['inet', OWN4],
  S6: ['inet6', OWN6],
  M: ['inet6', OWN4],
};

/** The columns: platforms, with the option as it begins or switched. */
const COLUMNS: readonly (readonly [name: string, platform: SocketPlatform, v6only?: boolean])[] = [
  ['BSDI3, FreeBSD 2.2.8', SOCKET_PLATFORMS.bsdi3],
  ['FreeBSD 3', SOCKET_PLATFORMS.freebsd3],
  ['FreeBSD 3, option on', SOCKET_PLATFORMS.freebsd3, true],
  ['NetBSD', SOCKET_PLATFORMS.netbsd],
  ['NetBSD, option off', SOCKET_PLATFORMS.netbsd, false],
  ['BSDI4', SOCKET_PLATFORMS.bsdi4],
  ['OpenBSD', SOCKET_PLATFORMS.openbsd],
  ['current', SOCKET_PLATFORMS.current],
  ['current, option on', SOCKET_PLATFORMS.current, true],
];

interface Played {
  readonly model: SocketModel;
  /** What the last step came to. */
  readonly outcome: string;
  readonly ids: ReadonlyMap<string, number>;
}

/** Plays steps such as `A`, `B tcp` (open and bind), `close B`, `default`, `option A` (switch it). */
function play(column: (typeof COLUMNS)[number], steps: readonly string[]): Played {
  const [, platform, v6only] = column;
  let model = socketModel(platform);
  if (v6only !== undefined) model = withDefault(model, v6only);
  const ids = new Map<string, number>();
  let outcome = '';
  const settle = (changed: Result<SocketModel, SocketError>): void => {
    outcome = changed.ok ? 'ok' : changed.error;
    if (changed.ok) model = changed.value;
  };
  for (const step of steps) {
    const [verb = '', name = '', protocol] = step.includes(' ') ? step.split(' ') : ['open', step];
    if (verb === 'default') model = withDefault(model, !model.v6only);
    else if (verb === 'close') model = closed(model, ids.get(name) ?? 0);
    else if (verb === 'option')
      settle(withOption(model, ids.get(name) ?? 0, !model.sockets.find(({ id }) => id === ids.get(name))?.v6only));
    else {
      const [family, local] = KINDS[name] ?? ['inet6', UNSPECIFIED];
      model = opened(model, family, protocol === 'tcp' ? 'tcp' : 'udp');
      const { id } = model.sockets.at(-1)!;
      settle(bound(model, id, { address: local, port: PORT }));
      if (outcome === 'ok') ids.set(name, id);
      else model = closed(model, id);
    }
  }
  return { model, outcome, ids };
}

/** `?`: not stated anywhere, so not judged. */
function rows(table: string): readonly (readonly [string, readonly string[]])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [steps = '', cells = ''] = line.split(':');
      return [steps.trim(), cells.trim().split(/ *\| */)] as const;
    });
}

const E = 'EADDRINUSE';
const BINDS = `
  A           : ok | ok | ok | ok | ok | ok | ok | ok | ok
  B           : ok | ok | ok | ok | ok | ok | ok | ok | ok
  A, B        : ok | ok | ok | ok | ok | E  | ok | E  | ok
  B, A        : ok | ok | ok | ok | ok | ok | ok | E  | ok
  A, S4       : ok | ok | ok | ok | ok | ?  | ok | ok | ok
  S4, A       : ok | ok | ok | ok | ok | ?  | ok | ok | ok
  B, S6       : ok | ok | ok | ok | ok | ?  | ok | ok | ok
  S6, B       : ok | ok | ok | ok | ok | ?  | ok | ok | ok
  A, S6       : ?  | ?  | ?  | ?  | ?  | ?  | ?  | ok | ok
  S6, A       : ?  | ?  | ?  | ?  | ?  | ?  | ?  | ok | ok
  S4, S6      : ok | ok | ok | ok | ok | ?  | ok | ok | ok
  A, A        : E  | E  | E  | E  | E  | E  | E  | E  | E
  B, B        : E  | E  | E  | E  | E  | E  | E  | E  | E
  M           : EINVAL | ? | EINVAL | ? | ? | ? | EINVAL | ok | EINVAL
  S4, M       : EINVAL | ? | EINVAL | ? | ? | ? | EINVAL | E  | EINVAL
  A, B, close A, A : ok | ok | ok | ok | ok | ? | ok | ? | ok
  B, A, close B, B : ok | ok | ok | ok | ok | E | ok | ? | ok
  open A udp, open B tcp : ok | ok | ok | ok | ok | ok | ok | ok | ok`;

const RECEIVERS = `
  A              : - A | A A | - A | - A | A A | A A | - A | A A | - A
  B              : B - | B - | B - | B - | B - | B - | B - | B - | B -
  A, B           : B A | B A | B A | B A | B A | A A | B A | A A | B A
  B, A           : B A | B A | B A | B A | B A | A A | B A | B - | B A
  B, A, close B  : - A | A A | - A | - A | A A | A A | - A | - - | - A
  B, A, close A  : B - | B - | B - | B - | B - | B - | B - | B - | B -
  A, S4          : S4 A | S4 A | S4 A | S4 A | S4 A | ? | S4 A | S4 A | S4 A
  S6             : - S6 | - S6 | - S6 | - S6 | - S6 | - S6 | - S6 | - S6 | - S6
  A, S6          : - S6 | A S6 | - S6 | - S6 | A S6 | A S6 | - S6 | A S6 | - S6
  A, default x   : - A | A A | - A | - A | A A | ? | - A | A A | - A
  A, option A    : - A | - A | A A | A A | - A | ? | - A | A A | - A
  A, S4, close S4 : - A | A A | - A | - A | A A | A A | - A | A A | - A`;

describe('socket model: who may bind what', () => {
  for (const [steps, cells] of rows(BINDS))
    for (const [i, column] of COLUMNS.entries())
      if (cells[i] !== '?')
        it(`${column[0]}: ${steps} gives ${cells[i]}`, () =>
          expect(play(column, steps.split(', ')).outcome).to.equal(cells[i] === 'E' ? E : cells[i]));
});

describe('socket model: who gets a packet', () => {
  const nameOf = ({ model, ids }: Played, destination: Address): string => {
    const id = receiverOf(model, 'udp', { address: destination, port: PORT })?.id;
    return [...ids].find(([, one]) => one === id)?.[0] ?? '-';
  };
  for (const [steps, cells] of rows(RECEIVERS))
    for (const [i, column] of COLUMNS.entries())
      if (cells[i] !== '?')
        it(`${column[0]}: after ${steps} IPv4 and IPv6 go to ${cells[i]}`, () => {
          const played = play(column, steps.split(', '));
          expect(`${nameOf(played, OWN4)} ${nameOf(played, OWN6)}`).to.equal(cells[i]);
        });

  it('another own address is not that of the specific socket', () => {
    const other = (column: (typeof COLUMNS)[number]): string => nameOf(play(column, ['A', 'S4']), OTHER4);
    expect(COLUMNS.filter(([name]) => name !== 'BSDI4').map(other)).to.deep.equal(['-', 'A', '-', '-', 'A', '-', 'A', '-']);
  });

  it('another port, or the other protocol, is nobody’s', () => {
    const { model } = play(COLUMNS[7]!, ['A']);
    expect(receiverOf(model, 'udp', { address: OWN6, port: 81 })).to.equal(undefined);
    expect(receiverOf(model, 'tcp', { address: OWN6, port: PORT })).to.equal(undefined);
  });
});

describe('socket model: who may connect', () => {
  const MAPPED = address('::ffff:10.1.1.1');
  const FAR6 = address('2001:db8::2');
  const attempt = ([, platform, v6only]: (typeof COLUMNS)[number], to: Address, local?: Address, hasIpv4 = true): string => {
    let model = socketModel(platform, { hasIpv4 });
    if (v6only !== undefined) model = withDefault(model, v6only);
    model = opened(model, 'inet6', 'tcp');
    const binding = local && bound(model, 1, { address: local, port: 9 });
    if (binding && !binding.ok) return 'cannot bind';
    const outcome = connected(binding?.value ?? model, 1, { address: to, port: PORT });
    return outcome.ok ? formatAddress(outcome.value.sockets[0]!.peer!.address) : outcome.error;
  };
  const all = (to: Address, local?: Address, hasIpv4 = true): readonly string[] =>
    COLUMNS.map((column) => attempt(column, to, local, hasIpv4));
  const shown = formatAddress(MAPPED);
  const no = 'ENETUNREACH';

  it('to an IPv4-mapped address: where the platform says so, and the peer is shown so', () => {
    const expected = [no, shown, no, shown, shown, shown, no, shown, no];
    expect(all(MAPPED)).to.deep.equal(expected);
    expect(all(MAPPED, UNSPECIFIED)).to.deep.equal(expected);
  });

  it('from an address of the other protocol: never', () => {
    expect(attempt(COLUMNS[7]!, MAPPED, OWN6)).to.equal('EINVAL');
    expect(attempt(COLUMNS[7]!, FAR6, OWN4)).to.equal('EINVAL');
  });

  it('to an IPv6 address always, to a mapped one never without IPv4, to a compatible one never', () => {
    expect(new Set(all(FAR6))).to.deep.equal(new Set(['2001:db8::2']));
    expect(new Set(all(MAPPED, undefined, false))).to.deep.equal(new Set([no]));
    expect(new Set(all(address('::10.1.1.1')))).to.deep.equal(new Set([no]));
    expect(attempt(COLUMNS[7]!, address('::1'))).to.equal('::1');
  });

  it('an IPv4 socket to an IPv4 address, everywhere', () => {
    for (const [name, platform] of COLUMNS) {
      const outcome = connected(opened(socketModel(platform), 'inet'), 1, { address: MAPPED, port: PORT });
      expect(outcome.ok, name).to.equal(true);
    }
  });
});

describe('socket model: the option', () => {
  it('is copied when the socket is made, and does not exist where the platform has none', () => {
    const before = opened(socketModel(SOCKET_PLATFORMS.netbsd), 'inet6');
    const after = opened(withDefault(before, false), 'inet6');
    expect(after.sockets.map(({ v6only }) => v6only)).to.deep.equal([true, false]);
    for (const platform of [SOCKET_PLATFORMS.bsdi3, SOCKET_PLATFORMS.bsdi4, SOCKET_PLATFORMS.openbsd]) {
      const model = opened(socketModel(platform), 'inet6');
      expect(withDefault(model, !model.v6only).v6only).to.equal(model.v6only);
      expect(withOption(model, 1, true)).to.deep.equal({ ok: false, error: 'ENOPROTOOPT' });
    }
  });

  it('is no option of an IPv4 socket, nor of one that does not exist', () => {
    const model = opened(socketModel(SOCKET_PLATFORMS.current), 'inet');
    for (const id of [1, 2]) expect(withOption(model, id, true)).to.deep.equal({ ok: false, error: 'EINVAL' });
    expect(bound(model, 2, { address: UNSPECIFIED, port: 1 })).to.deep.equal({ ok: false, error: 'EINVAL' });
    expect(connected(model, 2, { address: OWN6, port: 1 })).to.deep.equal({ ok: false, error: 'EINVAL' });
  });

  it('each behaviour set has a platform', () => {
    for (const platform of Object.values(PLATFORM_OF)) expect(SOCKET_PLATFORMS).to.have.property(platform);
  });
});
