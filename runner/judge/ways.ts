import { formatLinkLayerAddress, linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ANY_GROUP, ANY_ROUTER, type Station, type Way } from '../../suites/kit/rule.js';
import { textOfKey } from '../../suites/kit/packet-keys.js';

const MAX_WAYS = 65_536;
/** A power of two. */
const RECENT_WAYS = 512;
const SPREAD = 31;
const OCTET = 256;

/** How many ways may still be kept, by all links of a capture together. */
export interface Room {
  left: number;
}

export const roomForWays = (): Room => ({ left: MAX_WAYS });

/** On which ways of a link frames were captured. */
export class Ways {
  /** Where what came from a station went: the one place as such, which spares forged senders a set each. */
  private readonly byOrigin = new Map<Station, Station | Set<Station>>();
  /** The ways that were gone last, by a part of their ends: between link-layer addresses. */
  private readonly recentFrom = new Float64Array(RECENT_WAYS).fill(-1);
  private readonly recentTo = new Float64Array(RECENT_WAYS).fill(-1);

  constructor(private readonly room: Room) {}

  hear(from: Station, to: Station): void {
    if (typeof from === 'string' || typeof to === 'string') return this.note(from, to);
    // Of the 48 bits of each the last 32 are enough to spread.
    const slot = (Math.imul(from | 0, SPREAD) + (to | 0)) & (RECENT_WAYS - 1);
    if (this.recentFrom[slot] === from && this.recentTo[slot] === to) return;
    this.recentFrom[slot] = from;
    this.recentTo[slot] = to;
    this.note(from, to);
  }

  private note(from: Station, to: Station): void {
    const known = this.byOrigin.get(from);
    if (leadsTo(known, to)) return;
    // A way for which there is no room counts as one that was not heard.
    if (this.room.left === 0) return;
    this.room.left -= 1;
    if (known instanceof Set) known.add(to);
    else this.byOrigin.set(from, known === undefined ? to : new Set([known, to]));
  }

  isHeard(from: Station, to: Station): boolean {
    return leadsTo(this.byOrigin.get(from), to);
  }

  /** Ways between link-layer addresses of which only the one was captured, though both ends were heard. */
  *oneWay(): Generator<OneWay> {
    for (const [from, destinations] of this.byOrigin) {
      for (const to of destinations instanceof Set ? destinations : [destinations]) {
        const back = this.byOrigin.get(to);
        if (typeof from === 'string' || to === ANY_GROUP || back === undefined || leadsTo(back, from)) continue;
        yield { to: stationText(to), ...(back !== ANY_GROUP && { from: stationText(from) }) };
      }
    }
  }
}

const leadsTo = (destinations: Station | Set<Station> | undefined, to: Station): boolean =>
  destinations instanceof Set ? destinations.has(to) : destinations === to;

/** Unicast went to a node, and none came back: to the one named, or to nobody at all. */
export interface OneWay {
  readonly to: string;
  readonly from?: string;
}

/** Why nothing is absent on a way that was never heard. */
export const unheardText = ({ from, to }: Way): string =>
  from === ANY_ROUTER
    ? 'no Router Advertisement was captured'
    : to === ANY_GROUP
      ? `no multicast frame from ${stationText(from)} was captured`
      : `no frame from ${stationText(from)} to ${stationText(to)} was captured, so perhaps that direction was not`;

function stationText(station: Station): string {
  if (typeof station === 'string') return textOfKey(station);
  const octets = Array.from({ length: 6 }, (_, index) => Math.floor(station / OCTET ** (5 - index)) % OCTET);
  return formatLinkLayerAddress(linkLayerAddress(octets));
}
