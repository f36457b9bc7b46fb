import { addressKey, type Address } from '../../reference/net/address.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, layer } from '../../reference/wire/frame.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import { Ripng, type RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { configure, fault, rewrite, type Defect, type Fault } from '../kit/faults.js';
import { INFINITY, RESPONSE } from './constants.js';

/** For planted faults: what the reference's RIPng has otherwise. */
export const ripngWith = (changes: Readonly<Record<string, unknown>>): Defect => configure({ ripng: changes });

/** A reference of other features. */
export const featuring = (title: string, features: Readonly<Record<string, boolean>>): Fault => fault(title, ripngWith({ features }));

export type Entries = readonly RouteTableEntryDraft[];

/** A response as it comes in: its entries, and whether the router that spoke first has sent it. */
export interface Heard {
  readonly entries: Entries;
  readonly isOfFirst: boolean;
}

/**
 * For planted faults: a device that takes one message for another is one to which the other is delivered. Each response is
 * delivered as as many as the answer has lists of entries.
 */
export const hearing = (make: () => (heard: Heard) => readonly Entries[]): Defect =>
  onMessages(RESPONSE, () => {
    const change = make();
    let first: string | undefined;
    return (octets, entries) => {
      const source = sourceOf(octets);
      first ??= source;
      return change({ entries, isOfFirst: source === first }).map((list) => withEntries(octets, list));
    };
  });

/** For planted faults: a device that tells something else in its responses; `source` tells its links apart. */
export const telling = (make: () => (entry: RouteTableEntryDraft, source: string) => RouteTableEntryDraft): Defect =>
  onMessages(
    RESPONSE,
    () => {
      const change = make();
      return (octets, entries) => {
        const source = sourceOf(octets);
        return [
          withEntries(
            octets,
            entries.map((entry) => change(entry, source)),
          ),
        ];
      };
    },
    'out',
  );

/** For planted faults: each entry that is told goes out as these, or not at all. */
export const tellingEntries = (change: (entry: RouteTableEntryDraft) => Entries): Defect =>
  onMessages(RESPONSE, () => (octets, entries) => [withEntries(octets, entries.flatMap(change))], 'out');

/** As `hearing`, of any message with that command. */
export const onMessages = (
  command: number,
  make: () => (octets: Uint8Array, entries: Entries) => readonly Uint8Array[],
  direction: 'in' | 'out' = 'in',
): Defect =>
  rewrite(direction, () => {
    const change = make();
    return (octets) => {
      const message = layer(decodeFrame(octets), Ripng);
      const isMeant = message?.command === command && message.entries !== undefined;
      return isMeant ? change(octets, message.entries).map((changed) => ({ octets: changed })) : [{ octets }];
    };
  });

export const withEntries = (octets: Uint8Array, entries: Entries): Uint8Array => edit(octets, 'ripng.entries', () => entries) ?? octets;

/** Each entry is taken for another, or for none. */
export const hearingEntries = (change: (entry: RouteTableEntryDraft) => readonly RouteTableEntryDraft[]): Defect =>
  hearing(() => ({ entries }) => [entries.flatMap(change)]);

/** All routers are taken for the one that spoke first. */
export const hearingOneRouter: Defect = rewrite('in', () => {
  let first: Address | undefined;
  return (octets) => {
    const decoded = decodeFrame(octets);
    const [message, packet] = [layer(decoded, Ripng), layer(decoded, Ipv6)];
    if (message?.command !== RESPONSE || !packet) return [{ octets }];
    const source = (first ??= packet.source);
    return [{ octets: edit(octets, 'ipv6.source', () => source) ?? octets }];
  };
});

/** Before routes are called unreachable they are offered anew. */
export const afterInfinite: Defect = hearing(() => ({ entries }) => {
  const infinite = entries.filter(({ metric }) => metric === INFINITY);
  return infinite.length === 0 ? [entries] : [infinite.map((entry) => ({ ...entry, metric: INFINITY - 2 })), entries];
});

function sourceOf(octets: Uint8Array): string {
  const packet = layer(decodeFrame(octets), Ipv6);
  return packet ? addressKey(packet.source) : '';
}
