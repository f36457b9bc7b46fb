import { addressKey, isLinkLocal, isMulticast, isUnicast, sameAddress } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { after, seconds } from '../../reference/time.js';
import type { NeighborAdvertisement, Redirect, RouterAdvertisement } from '../../reference/wire/nd.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { ANY_GROUP, ANY_ROUTER } from '../../suites/kit/rule.js';
import type { NodeTable } from './node-table.js';
import { NEVER } from './nodes.js';
import type { Observed } from './observe.js';

const ND_HOP_LIMIT = 255;

/**
 * What a packet tells about the link: who holds which address, who is a router, which timers are in use. Runs after the
 * rules have seen the packet, so that they judge it by what was known before.
 */
export function learn(packet: Observed, table: NodeTable): void {
  const { sender, kind, source, sourceKey, at, linkSource } = packet;
  const nd = packet.known.isNeighborDiscovery && packet.ipv6.hopLimit === ND_HOP_LIMIT;
  const unicast = !packet.fromUnspecified && !isMulticast(source);
  const tells = nd || isLinkLocal(source);
  const from = tells ? linkSource : undefined;
  if (unicast && !table.stillOwns(sender, packet.ownership, at, from)) {
    if (tells || (sender.linkLayerAddress !== undefined && sender.addresses.has(sourceKey))) table.own(sender, sourceKey, source, at, from);
  }
  if (!nd) return;
  if (!packet.whole || packet.message.checksum === 'bad') {
    if (packet.cut && kind === 'router-advertisement' && isLinkLocal(source)) cutAdvertisement(packet);
    return;
  }
  if (unicast) claims(packet, table);
  if (kind === 'router-advertisement' && isLinkLocal(source)) routerAdvertisement(packet);
  else if (kind === 'router-solicitation') sender.roles.add('host');
  else if (kind === 'dad-solicitation') sender.noteTest(packet.targetKey);
  else if (kind === 'neighbor-advertisement') neighborAdvertisement(packet, table);
  else if (kind === 'redirect') redirect(packet, table);
}

function linkLayerOption(options: readonly NdOption[], kind: 'sourceLinkLayerAddress' | 'targetLinkLayerAddress'): Uint8Array | undefined {
  for (const option of options) if (option.kind === kind && option.length === 1) return option.linkLayerAddress;
  return undefined;
}

function claims(packet: Observed, table: NodeTable): void {
  const { options } = packet.message.value as RouterAdvertisement;
  const named = linkLayerOption(options, 'sourceLinkLayerAddress');
  if (named) table.claim(packet.segment, packet.sourceKey, named);
}

function routerAdvertisement(packet: Observed): void {
  const { routerLifetime, retransTimer, curHopLimit } = packet.message.value as RouterAdvertisement;
  packet.sender.roles.add('router');
  packet.sender.noteRouter(packet.sourceKey, routerLifetime > 0 ? after(packet.at, seconds(routerLifetime)) : NEVER);
  packet.segment.noteRetransTimer(retransTimer, isMulticast(packet.destination) ? packet.sender : undefined, packet.at);
  packet.segment.ways.hear(ANY_ROUTER, ANY_GROUP);
  packet.segment.noteHopLimit(curHopLimit, isMulticast(packet.destination));
}

/** Nobody knows whether the checksum is right, so what can be read of it names the router and excuses, and blames nobody. */
function cutAdvertisement(packet: Observed): void {
  const { retransTimer, curHopLimit } = packet.message.value as Partial<RouterAdvertisement>;
  packet.sender.roles.add('router');
  if (retransTimer !== undefined) packet.segment.noteRetransTimer(retransTimer);
  if (curHopLimit !== undefined) packet.segment.noteHopLimit(curHopLimit, false);
}

/** An advertisement that names the link-layer address it comes from, or comes from its target, is by the holder (or a proxy). */
function neighborAdvertisement(packet: Observed, table: NodeTable): void {
  const { target, router, options } = packet.message.value as NeighborAdvertisement;
  packet.sender.roles.add(router ? 'router' : 'host');
  if (!isUnicast(target)) return;
  const named = linkLayerOption(options, 'targetLinkLayerAddress');
  const key = packet.targetKey;
  const isOwn = sameAddress(target, packet.source) || (named && packet.linkSource && equalOctets(named, packet.linkSource));
  if (isOwn) table.own(packet.sender, key, target, packet.at, named ?? packet.linkSource);
  else if (named) table.claim(packet.segment, key, named);
}

function redirect(packet: Observed, table: NodeTable): void {
  const { target, options } = packet.message.value as Redirect;
  packet.sender.roles.add('router');
  const named = linkLayerOption(options, 'targetLinkLayerAddress');
  if (named) table.claim(packet.segment, addressKey(target), named);
}
