import { addressKey, type Address } from '../net/address.js';
import { AdvertisedList, type AdvertisedListOptions } from './advertised-list.js';
import type { Ipv6Interface } from './services.js';

/**
 * What the routers of one link tell its resolver (RFC 8106 section 6.1). It is kept by interface, because a link-local
 * server belongs to the link that announced it (section 5.1).
 */
export class ResolverConfiguration {
  /** Recursive DNS servers, in the order in which they are to be asked. */
  readonly servers: AdvertisedList<Address>;
  /** Suffixes for names that are not fully qualified, in their order. */
  readonly searchList: AdvertisedList<string>;

  constructor(iface: Ipv6Interface) {
    const { DNS_SERVER_LIMIT, SEARCH_DOMAIN_LIMIT } = iface.variables.constants;
    const optionsOf = <V>(limit: number, name: string, keyOf: (value: V) => string): AdvertisedListOptions<V> => ({
      limit,
      keyOf,
      schedule: (at, action) => iface.context.environment.schedule(at, action),
      evicted: () => iface.context.count(`${name}.evicted`),
    });
    this.servers = new AdvertisedList(optionsOf(DNS_SERVER_LIMIT, 'dns-servers', (server: Address) => addressKey(server)));
    this.searchList = new AdvertisedList(optionsOf(SEARCH_DOMAIN_LIMIT, 'search-domains', (name: string) => name.toLowerCase()));
  }

  stop(): void {
    this.servers.clear();
    this.searchList.clear();
  }
}
