/** What UDP takes from no peer, under the names of the RFCs where they have one, and the bounds of its state. */
export interface UdpConstants {
  /** The dynamic ports, of which one is drawn for a program that names none. */
  readonly FIRST_EPHEMERAL_PORT: number;
  readonly LAST_EPHEMERAL_PORT: number;
  /** RFC 3493 section 5.2. */
  readonly MULTICAST_HOP_LIMIT: number;
  readonly SOCKET_LIMIT: number;
  readonly GROUPS_PER_SOCKET_LIMIT: number;
}

export const UDP_CONSTANTS: UdpConstants = {
  FIRST_EPHEMERAL_PORT: 49_152,
  LAST_EPHEMERAL_PORT: 65_535,
  MULTICAST_HOP_LIMIT: 1,
  SOCKET_LIMIT: 1024,
  GROUPS_PER_SOCKET_LIMIT: 256,
};
