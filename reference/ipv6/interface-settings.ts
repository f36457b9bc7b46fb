import type { NodeEnvironment } from '../engine/environment.js';
import { IPV4_CONSTANTS } from '../ipv4/constants.js';
import { LOOPBACK } from '../net/address.js';
import { NO_LINK_LAYER_ADDRESS } from '../net/link-layer-address.js';
import { md5 } from '../crypto/digest.js';
import { FEATURES } from './behaviour.js';
import { constantsOf } from './constants.js';
import type { IdentifierSource } from './identifiers.js';
import type { InterfaceSettings } from './interface.js';
import { ethernetLink } from './links/ethernet-link.js';
import { loopbackLink } from './links/loopback-link.js';
import { pointToPointLink } from './links/point-to-point-link.js';
import { tunnelLink } from './tunnel/tunnel-link.js';
import { hardwareIdentifier } from './stable-identifier.js';
import type { ConfiguredAddress, InterfaceConfiguration, NodeConfiguration } from './node-configuration.js';

/** Octets of a secret key that is drawn at random (RFC 7217 section 5 asks for 128 bits or more). */
const SECRET_KEY_OCTETS = 16;

/** What is no limit: a tunnel's path has one of its own. */
const LARGEST_MTU = 65_535;

/** RFC 4291 section 2.5.3. */
const OWN_LOOPBACK: ConfiguredAddress = { address: LOOPBACK, prefixLength: 128 };

type LinkPart = Pick<InterfaceSettings, 'link' | 'linkLayerAddress' | 'addresses'> & { readonly dupAddrDetectTransmits?: number };

/** What an interface is made of: its configuration, with the node's and the RFCs' values for what it leaves out. */
export function settingsOf(
  node: NodeConfiguration,
  iface: InterfaceConfiguration,
  environment: NodeEnvironment,
): Omit<InterfaceSettings, 'index'> {
  const given = constantsOf(node.behaviour, node.constants, iface.constants);
  const constants = { ...given, LINK_MTU: iface.mtu ?? mtuOf(node, iface) ?? given.LINK_MTU };
  const features = { ...FEATURES[node.behaviour], ...node.features, ...iface.features };
  const { dupAddrDetectTransmits = constants.DUP_ADDR_DETECT_TRANSMITS, ...link } = linkPartOf(iface);
  return {
    name: iface.name,
    ...link,
    identifiers: features.borrowInterfaceIdentifiers && isWithoutAddress(iface) ? borrowed(node) : identifiersOf(iface, environment),
    advertising: iface.advertising ?? node.advertising,
    temporaryAddressesFor: iface.temporaryAddressesFor ?? [],
    ...(iface.zones && { zones: iface.zones }),
    variables: { isRouter: node.role === 'router', linkMtu: constants.LINK_MTU, dupAddrDetectTransmits, constants, features },
  };
}

/** A tunnel follows its path; one over IPv4 has an MTU of its own unless it is told to follow the path too (RFC 4213 section 3.2). */
function mtuOf({ ipv4Constants }: NodeConfiguration, iface: InterfaceConfiguration): number | undefined {
  if (iface.kind !== 'tunnel') return undefined;
  const isStatic = iface.tunnel.family === 'ipv4' && !iface.tunnel.dynamicMtu;
  return isStatic ? (ipv4Constants?.STATIC_TUNNEL_MTU ?? IPV4_CONSTANTS.STATIC_TUNNEL_MTU) : LARGEST_MTU;
}

function linkPartOf(iface: InterfaceConfiguration): LinkPart {
  const { addresses = [], dupAddrDetectTransmits } = iface;
  const common = { addresses, ...(dupAddrDetectTransmits !== undefined && { dupAddrDetectTransmits }) };
  switch (iface.kind) {
    case 'point-to-point':
      return { ...common, link: pointToPointLink, linkLayerAddress: NO_LINK_LAYER_ADDRESS };
    case 'tunnel':
      return { ...common, link: tunnelLink(iface.tunnel), linkLayerAddress: NO_LINK_LAYER_ADDRESS };
    case 'loopback':
      // Nobody else is on that link to have the address too.
      return {
        link: loopbackLink,
        linkLayerAddress: NO_LINK_LAYER_ADDRESS,
        addresses: [OWN_LOOPBACK, ...addresses],
        dupAddrDetectTransmits: 0,
      };
    default:
      return { ...common, link: ethernetLink, linkLayerAddress: iface.linkLayerAddress };
  }
}

const isWithoutAddress = ({ kind }: InterfaceConfiguration): boolean => kind === 'tunnel' || kind === 'point-to-point';

/** KAME takes the link-layer address of the first interface that has one, or else a digest of the node's name. */
function borrowed({ interfaces, name }: NodeConfiguration): IdentifierSource {
  const lender = interfaces.find((iface) => 'linkLayerAddress' in iface);
  if (lender !== undefined) return { kind: 'borrowed', identifier: hardwareIdentifier(lender.linkLayerAddress) };
  const digest = md5(new TextEncoder().encode(name)).subarray(0, IDENTIFIER_OCTETS);
  return { kind: 'borrowed', identifier: digest.map((octet, i) => (i === 0 ? octet & ~UNIVERSAL_AND_GROUP : octet)) };
}

const IDENTIFIER_OCTETS = 8;
/** RFC 4291 appendix A: the u and g bits, set in identifiers that are unique everywhere, and in those of groups. */
const UNIVERSAL_AND_GROUP = 0x03;

function identifiersOf(iface: InterfaceConfiguration, environment: NodeEnvironment): IdentifierSource {
  if ('interfaceIdentifier' in iface && iface.interfaceIdentifier === 'eui64') return { kind: 'eui64' };
  const { secretKey, networkIdentifier } = iface;
  const key = secretKey ?? environment.random.octets(SECRET_KEY_OCTETS);
  return { kind: 'stable', secretKey: key, ...(networkIdentifier !== undefined && { networkIdentifier }) };
}
