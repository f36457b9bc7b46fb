import { formatAddress, isUnicast } from '../net/address.js';
import type { NdOption } from '../wire/nd-options.js';
import { endOf } from './advertised-lifetime.js';
import type { Ipv6Interface } from './services.js';

type Rdnss = Extract<NdOption, { kind: 'rdnss' }>;
type Dnssl = Extract<NdOption, { kind: 'dnssl' }>;

/** In units of eight octets: one address, and one name (RFC 8106 sections 5.1 and 5.2). */
const SHORTEST_RDNSS = 3;
const SHORTEST_DNSSL = 2;
const UNITS_PER_ADDRESS = 2;

/** RFC 8106 section 5.3.1. */
export function updateResolver(iface: Ipv6Interface, options: readonly NdOption[]): void {
  for (const option of options) {
    if (option.kind === 'rdnss') updateServers(iface, option);
    if (option.kind === 'dnssl') updateSearchList(iface, option);
  }
}

function updateServers({ context, name, resolver }: Ipv6Interface, { addresses, length, lifetime }: Rdnss): void {
  const isWhole = length >= SHORTEST_RDNSS && (length - 1) % UNITS_PER_ADDRESS === 0;
  if (!isWhole && context.refuse('rdnss-length', name, `${length}`)) return;
  const none = addresses.find((address) => !isUnicast(address));
  if (none && context.refuse('rdnss-address', name, formatAddress(none))) return;
  resolver.servers.advertise(addresses, endOf(context.now(), lifetime));
}

function updateSearchList({ context, name, resolver }: Ipv6Interface, { names, padding, length, lifetime }: Dnssl): void {
  if (length < SHORTEST_DNSSL && context.refuse('dnssl-length', name, `${length}`)) return;
  const isReadable = names.length > 0 && (padding ?? []).every((octet) => octet === 0);
  if (!isReadable && context.refuse('dnssl-names', name)) return;
  resolver.searchList.advertise(names, endOf(context.now(), lifetime));
}
