import { formatAddress } from '../../../reference/net/address.js';
import { formatPrefix, prefixContains } from '../../../reference/net/prefix.js';
import type { InterfaceView, NeighborView } from '../../../reference/node.js';
import type { Answer, Session } from '../command.js';
import { leftUntil, linkLayerText, secondsUntil, shownLinkLayerAddress, zoned } from '../names.js';
import { table } from '../table.js';

/** KAME's letters for the states. */
const STATE_LETTERS: Readonly<Record<NeighborView['state'], string>> = {
  none: 'N',
  incomplete: 'I',
  reachable: 'R',
  stale: 'S',
  delay: 'D',
  probe: 'P',
  // KAME knows no such state; the letter is ours.
  unreachable: 'U',
};

interface Entry {
  readonly neighbor: string;
  readonly linkLayerAddress: string | null;
  readonly interface: string;
  readonly expire: string;
  readonly state: NeighborView['state'];
  readonly router: boolean;
  readonly proxy: boolean;
  readonly own: boolean;
  readonly probes: number;
}

/** What is known on the interfaces: their own addresses, which are permanent, the neighbours, and whom they answer for. */
export function neighborTable({ now }: Session, views: readonly InterfaceView[]): Answer {
  const entries = views.flatMap((view) =>
    entriesOf(view, (neighbor) => leftUntil(now(), neighbor.fixed ? (neighbor.until ?? 'never') : neighbor.until)),
  );
  const rows = entries.map((entry) => [
    entry.neighbor,
    entry.linkLayerAddress ?? '(incomplete)',
    entry.interface,
    entry.expire,
    STATE_LETTERS[entry.state],
    [entry.router ? 'R' : '', entry.proxy ? 'p' : '', entry.probes > 0 ? ` ${entry.probes}` : ''].join('').trim(),
  ]);
  return { lines: table(['Neighbor', 'Linklayer Address', 'Netif', 'Expire', 'S', 'Flags'], rows), data: entries };
}

function entriesOf(view: InterfaceView, expire: (neighbor: NeighborView) => string): readonly Entry[] {
  const { name, linkLayerAddress } = view;
  const common = { interface: name, router: false, proxy: false, own: false, probes: 0 };
  const mac = linkLayerText(linkLayerAddress);
  const own = view.addresses
    .filter(({ state }) => state === 'preferred' || state === 'deprecated')
    .map(({ address }): Entry => {
      const neighbor = zoned(address, name);
      return {
        ...common,
        neighbor,
        linkLayerAddress: mac,
        expire: 'permanent',
        state: 'reachable',
        router: view.variables.isRouter,
        own: true,
      };
    });
  const neighbors = view.neighbors.map((one): Entry => ({
    ...common,
    neighbor: zoned(one.address, name),
    linkLayerAddress: one.linkLayerAddress === undefined ? null : shownLinkLayerAddress(one.linkLayerAddress),
    expire: expire(one),
    state: one.state,
    router: one.isRouter,
    probes: one.state === 'incomplete' || one.state === 'probe' ? (one.solicited ?? 0) : 0,
  }));
  const proxied = view.proxied.map((one): Entry => ({
    ...common,
    neighbor: zoned(one.address, name),
    linkLayerAddress: linkLayerText(one.linkLayerAddress ?? linkLayerAddress),
    expire: 'permanent',
    state: 'reachable',
    proxy: true,
  }));
  return [...own, ...neighbors, ...proxied];
}

export function prefixList({ node, now }: Session): Answer {
  const entries = node.interfaces().flatMap(({ name, prefixes, addresses }) =>
    prefixes.map(({ prefix, until }) => {
      const text = formatPrefix(prefix);
      const formed = addresses.filter(
        ({ origin, address }) => (origin === 'autoconfigured' || origin === 'temporary') && prefixContains(prefix, address),
      );
      return {
        prefix: text,
        interface: name,
        onLink: true,
        autonomous: formed.length > 0,
        expireSeconds: secondsUntil(now(), until),
        until,
        formed: formed.length,
      };
    }),
  );
  const lines = entries.flatMap((entry) => [
    `${entry.prefix} if=${entry.interface}`,
    `flags=L${entry.autonomous ? 'A' : ''} expire=${entry.until === 'never' ? 'Never' : leftUntil(now(), entry.until)}, ref=${entry.formed}`,
  ]);
  return { lines, data: entries.map(({ until: _until, formed: addresses, ...rest }) => ({ ...rest, addresses })) };
}

export function routerList({ node, now }: Session): Answer {
  const entries = node
    .interfaces()
    .flatMap(({ name, defaultRouters }) =>
      defaultRouters.map(({ address, preference, until }) => ({ address, interface: name, preference, until })),
    );
  const lines = entries.map(
    (one) => `${zoned(one.address, one.interface)} if=${one.interface}, pref=${one.preference}, expire=${leftUntil(now(), one.until)}`,
  );
  const data = entries.map(({ address, until, ...rest }) => ({
    router: formatAddress(address),
    ...rest,
    expireSeconds: secondsUntil(now(), until),
  }));
  return { lines, data };
}
