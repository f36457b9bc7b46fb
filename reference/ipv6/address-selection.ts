import { isLinkLocal, isLoopback, sameAddress, type Address } from '../net/address.js';
import { isAssigned } from './address-table.js';
import { isDetached } from './detached-addresses.js';
import { orderDestinations } from './destination-selection.js';
import { selectKameSource } from './kame-source-selection.js';
import type { Ipv6Interface } from './services.js';
import { selectSource, type CandidateSource, type SelectionContext } from './source-selection.js';

/** What an application may ask for instead of the node's own preference (RFC 6724 section 5 rule 7, RFC 5014). */
export type PrivacyPreference = SelectionContext['prefers'];

/**
 * The source of a packet that an interface is to send. The candidates are the addresses of that interface (RFC 6724 section 4),
 * which is what rule 5 would prefer, and those that other interfaces lend.
 */
export function chooseSource(iface: Ipv6Interface, destination: Address, prefers?: PrivacyPreference): CandidateSource | undefined {
  return choose(iface, withLent(iface, allCandidates(iface)), destination, prefers);
}

/** RFC 4429 section 3.2: a Neighbor Solicitation never comes from an Optimistic Address. */
export const chooseSolicitingSource = (iface: Ipv6Interface, target: Address): Address | undefined =>
  choose(
    iface,
    allCandidates(iface).filter(({ optimistic }) => optimistic !== true),
    target,
  )?.address;

const allCandidates = (iface: Ipv6Interface): readonly CandidateSource[] =>
  iface.variables.features.kameSourceSelection ? candidatesOfAll(iface) : attachedCandidates(iface);

function choose(
  iface: Ipv6Interface,
  all: readonly CandidateSource[],
  destination: Address,
  prefers?: PrivacyPreference,
): CandidateSource | undefined {
  const { kameSourceSelection, useDeprecatedSources } = iface.variables.features;
  const candidates = useDeprecatedSources ? all : all.filter(({ deprecated }) => !deprecated);
  if (kameSourceSelection) return selectKameSource(candidates, destination);
  return selectSource(candidates, destination, selectionContext(iface, destination, prefers));
}

/** KAME falls back on addresses of other interfaces, of preferred ones first. */
function candidatesOfAll(iface: Ipv6Interface): readonly CandidateSource[] {
  const others = [...iface.context.routing.beside(iface)];
  others.sort((a, b) => Number(lends(b)) - Number(lends(a)));
  return [...attachedCandidates(iface), ...others.flatMap((other) => attachedCandidates(other).map(elsewhere))];
}

const lends = ({ variables }: Ipv6Interface): boolean => variables.features.preferSource;

const elsewhere = (candidate: CandidateSource): CandidateSource => ({ ...candidate, elsewhere: true });

/** With what other interfaces lend: never to Neighbor Discovery, whose sources belong to the link. */
function withLent(iface: Ipv6Interface, own: readonly CandidateSource[]): readonly CandidateSource[] {
  if (iface.variables.features.kameSourceSelection) return own;
  const lent: CandidateSource[] = [];
  // Not `beside`, which makes lists: packets are many, and hardly ever does anybody lend.
  for (const other of iface.context.interfaces())
    if (other !== iface && other.state === 'up' && lends(other))
      lent.push(
        ...attachedCandidates(other)
          .filter(({ address }) => !isLinkLocal(address) && !isLoopback(address))
          .map(elsewhere),
      );
  return lent.length === 0 ? own : [...own, ...lent];
}

function attachedCandidates(iface: Ipv6Interface): readonly CandidateSource[] {
  const candidates = iface.addresses.candidates();
  if (!iface.variables.features.detachAddresses) return candidates;
  return candidates.filter(({ address }) => {
    const entry = iface.addresses.find(address);
    return entry === undefined || !isDetached(iface, entry);
  });
}

/** Where somebody may be found, and the interface by which the packets would leave. */
export interface WayToDestination<I extends Ipv6Interface> {
  readonly address: Address;
  readonly iface: I;
}

/** The order in which to try destinations: RFC 6724 section 6. What has no route from its interface is unreachable. */
export function destinationsInOrder<I extends Ipv6Interface>(
  ways: readonly WayToDestination<I>[],
  policyHolder: Ipv6Interface,
): readonly WayToDestination<I>[] {
  const { preferNativeTransport } = policyHolder.variables.features;
  const candidates = ways.map((way) => ({
    ...way,
    source: chooseSource(way.iface, way.address),
    isUnreachable: !isAssigned(way.iface.addresses.find(way.address)) && way.iface.routes.currentFirstHop(way.address) === undefined,
    isEncapsulated: preferNativeTransport && way.iface.link.encapsulates,
  }));
  return orderDestinations(candidates, policyOf(policyHolder));
}

function policyOf(iface: Ipv6Interface): SelectionContext {
  const { preferTemporaryAddresses, countCommonBitsWithinPrefix } = iface.variables.features;
  return {
    table: iface.context.policyTable,
    prefers: preferTemporaryAddresses ? 'temporary' : 'public',
    countsWithinPrefix: countCommonBitsWithinPrefix,
  };
}

function selectionContext(iface: Ipv6Interface, destination: Address, prefers: PrivacyPreference | undefined): SelectionContext {
  const policy = prefers === undefined ? policyOf(iface) : { ...policyOf(iface), prefers };
  if (!iface.variables.features.preferNextHopPrefixes) return policy;
  return {
    ...policy,
    advertisedBy({ address }) {
      const routers = iface.advertisers.of(address);
      const nextHop = routers.length > 0 ? iface.routes.currentFirstHop(destination) : undefined;
      if (nextHop === undefined) return 'nobody';
      return routers.some((router) => sameAddress(router, nextHop)) ? 'next hop' : 'another router';
    },
  };
}
