import { isAssigned } from '../../ipv6/address-table.js';
import type { Ipv6Interface, NodeContext } from '../../ipv6/services.js';
import { isLinkLocal, type Address } from '../../net/address.js';
import { prefixContains, type Prefix } from '../../net/prefix.js';
import type { RipngLink, RipngSurroundings } from './surroundings.js';

/** What a RIPng process of this node works with. */
export function ripngSurroundings(context: NodeContext, interfaces: ReadonlyMap<string, Ipv6Interface>): RipngSurroundings {
  const { environment, routing, udp, links } = context;
  return {
    now: () => environment.now(),
    schedule: (at, action) => environment.schedule(at, action),
    random: environment.random,
    udp,
    routing,
    link: (name) => linkOf(interfaces.get(name)),
    watchLinks: (changed) => links.watch(changed),
    globalAddress: (destination) => globalAddress(interfaces.values(), destination),
    ownAddressIn: (subnet, link) => ownAddressIn(subnet, interfaces.get(link)),
    watchAddresses: (changed) =>
      context.interfaceChanges.watch((change) => {
        if (change.kind === 'address-assigned' || change.kind === 'address-removed') changed(change.name);
      }),
    isOwnAddress: (address) => [...interfaces.values()].some(({ addresses }) => isAssigned(addresses.find(address))),
    isPointToPoint: (name) => interfaces.get(name)?.link.isPointToPoint === true,
    refuse: (reason, link, detail) => context.refuse(reason, link, detail),
    count: (name) => context.count(name),
    event: (name, link, detail) => context.event(name, link, detail),
  };
}

function linkOf(iface: Ipv6Interface | undefined): RipngLink | undefined {
  if (iface?.state !== 'up') return undefined;
  const own = iface.addresses.list().find((entry) => isLinkLocal(entry.address) && !entry.anycast && isAssigned(entry));
  return own && { name: iface.name, mtu: iface.variables.linkMtu, linkLocalAddress: own.address };
}

const ownAddressIn = (subnet: Prefix, iface: Ipv6Interface | undefined): Address | undefined =>
  iface?.addresses.list().find((entry) => !entry.anycast && isAssigned(entry) && prefixContains(subnet, entry.address))?.address;

/** That of the way to the requester, or any: what is "globally valid" (RFC 2080 section 2.4.1). */
function globalAddress(interfaces: Iterable<Ipv6Interface>, destination: Address): Address | undefined {
  const all = [...interfaces];
  const chosen = all.map(({ output }) => output.sourceFor(destination)).find((source) => source && !isLinkLocal(source));
  if (chosen) return chosen;
  const entries = all.flatMap(({ addresses }) => addresses.list());
  return entries.find((entry) => !isLinkLocal(entry.address) && !entry.anycast && isAssigned(entry))?.address;
}
