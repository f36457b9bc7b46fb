import type { Address } from '../../reference/net/address.js';

/** What a device's programs do on command. */
export type ProgramAction =
  /**
   * Start a program that sends every datagram which comes to a UDP port back to where it came from, with the same data
   * (RFC 862), or end it. It listens on all addresses.
   */
  | { readonly kind: 'serve-udp-echo' | 'stop-udp-echo'; readonly link: string; readonly port: number }
  /** Have a program listen to a multicast group on the link (RFC 3493 section 5.2), or cease to. */
  | { readonly kind: 'join-group' | 'leave-group'; readonly link: string; readonly group: Address }
  /**
   * Have the program that listens to the group, or a new one, want only these sources of it, or all but these, from now on
   * (RFC 3810 section 3, RFC 3678).
   */
  | {
      readonly kind: 'filter-sources';
      readonly link: string;
      readonly group: Address;
      readonly mode: 'include' | 'exclude';
      readonly sources: readonly Address[];
    };
