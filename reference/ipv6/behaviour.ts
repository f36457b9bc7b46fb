/** Which generation of the standards a node follows. */
export type Behaviour = 'current' | 'book' | 'kame';

/** What the behaviour sets change; each can also be set alone in the configuration. */
export interface Features {
  /** RFC 7527: a nonce in every Duplicate Address Detection probe. */
  readonly enhancedDad: boolean;
  /** RFC 7559: Router Solicitations go on with an exponential back-off instead of ending after three. */
  readonly resilientSolicitations: boolean;
  /** RFC 9131 section 6.1.2: a new global address is announced to the routers. */
  readonly announceNewAddresses: boolean;
  /** RFC 2461 section 5.2, withdrawn by RFC 5942 section 4: without a default router every destination is on-link. */
  readonly assumeOnLink: boolean;
  /** RFC 4862 section 5.4.5 and RFC 2462 section 5.4.5: a duplicate link-local address made of the MAC disables IP. */
  readonly disableOnDuplicate: boolean;
  /** RFC 4191: router preferences count. */
  readonly routerPreferences: boolean;
  /** RFC 4862 section 5.5: "MUST be enabled by default". */
  readonly autonomousConfiguration: boolean;
  /** RFC 4861 section 8.2: a router tells hosts of a better first hop. */
  readonly sendRedirects: boolean;
  /** RFC 2473 section 6.6: a tunnel limits further encapsulations unless its configuration says otherwise. */
  readonly limitEncapsulation: boolean;
  /** Router Advertisements are heeded at all. */
  readonly acceptAdvertisements: boolean;
}

const CURRENT: Features = {
  enhancedDad: true,
  resilientSolicitations: true,
  announceNewAddresses: true,
  assumeOnLink: false,
  disableOnDuplicate: true,
  routerPreferences: true,
  autonomousConfiguration: true,
  sendRedirects: true,
  limitEncapsulation: true,
  acceptAdvertisements: true,
};

const BOOK: Features = {
  ...CURRENT,
  enhancedDad: false,
  resilientSolicitations: false,
  announceNewAddresses: false,
  assumeOnLink: true,
  routerPreferences: false,
};

/** KAME 2000 only marks a duplicate address, assumes on-link only with a default interface, which is off by default, and its gif knows no limit. */
const KAME: Features = { ...BOOK, assumeOnLink: false, disableOnDuplicate: false, limitEncapsulation: false };

export const FEATURES: Readonly<Record<Behaviour, Features>> = { current: CURRENT, book: BOOK, kame: KAME };
