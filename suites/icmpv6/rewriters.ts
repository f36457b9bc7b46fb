import { isUnspecified, type Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Duration } from '../../reference/time.js';
import { decodeFrame, frame, raw, withEthernet, type DecodedFrame, type FrameDraft } from '../../reference/wire/frame.js';
import { edit } from '../../reference/wire/edit.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { valueAt } from '../../reference/wire/paths.js';
import { rewrite, type Defect } from '../kit/faults.js';

/** For planted faults: a device that takes one message for another is one to which the other is delivered. */

/** What stands at a path, where it is known to be there. */
export const at = <V>(decoded: DecodedFrame, path: string): V => {
  const field = valueAt(decoded, path);
  if (!field.found) throw new Error(`the frame has no ${path}`);
  return field.value as V;
};

export const has = (decoded: DecodedFrame, path: string): boolean => valueAt(decoded, path).found;

/** A solicitation from ::, which is of Duplicate Address Detection (RFC 4862 section 5.4.3). */
export const isDetection = (octets: Uint8Array): boolean => isUnspecified(at<Address>(decodeFrame(octets), 'ipv6.source'));

/** The frames that `make` answers with are delivered instead of the one that came, or after it. */
export const delivering = (
  make: (decoded: DecodedFrame) => readonly FrameDraft[] | undefined,
  how: 'instead' | 'too' = 'instead',
): Defect =>
  rewrite('in', () => (octets) => {
    const decoded = decodeFrame(octets);
    if (!has(decoded, 'ipv6.source')) return [{ octets }];
    const ends = {
      source: at<LinkLayerAddress>(decoded, 'ethernet.source'),
      destination: at<LinkLayerAddress>(decoded, 'ethernet.destination'),
    };
    const made = make(decoded)?.map((draft) => ({ octets: withEthernet(draft, ends).octets }));
    return made && how === 'instead' ? made : [{ octets }, ...(made ?? [])];
  });

/** A frame that goes out beside another: to the multicast group that it is for, or where the other goes; after a while, or before it. */
export interface Besides {
  readonly draft: FrameDraft;
  readonly to?: LinkLayerAddress;
  readonly delay?: Duration;
}

/** What `make` answers with is sent besides what the device sends. */
export const accompanying = (make: (decoded: DecodedFrame) => readonly Besides[], when: 'after' | 'before' = 'after'): Defect =>
  rewrite('out', () => (octets) => {
    const decoded = decodeFrame(octets);
    const besides = make(decoded).map(({ draft, to, delay }) => {
      const source = at<LinkLayerAddress>(decoded, 'ethernet.source');
      const destination = to ?? at<LinkLayerAddress>(decoded, 'ethernet.destination');
      return { octets: withEthernet(draft, { source, destination }).octets, ...(delay !== undefined && { delay }) };
    });
    return when === 'after' ? [{ octets }, ...besides] : [...besides, { octets }];
  });

/** The device takes a field of what it hears for another value. */
export const mishearing = <V>(path: string, change: (value: V) => unknown): Defect =>
  rewrite('in', () => (octets) => [{ octets: edit(octets, path, change as (value: unknown) => unknown) ?? octets }]);

/** Assigned to nothing: a node answers it with Parameter Problem code 1. */
const UNASSIGNED_NEXT_HEADER = 200;

/** A packet between the same nodes that calls for an ICMPv6 error. */
export const erroneous = (decoded: DecodedFrame): FrameDraft =>
  frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
    raw(new Uint8Array(8), UNASSIGNED_NEXT_HEADER),
  );

/** Packets from these sources are taken for packets of whoever sent one last, to whom an error can be sent. */
export const takingForLastSender = (isBogus: (source: Address) => boolean): Defect =>
  rewrite('in', () => {
    let last: Address | undefined;
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'ipv6.source')) return [{ octets }];
      const source = at<Address>(decoded, 'ipv6.source');
      if (!isBogus(source)) {
        last = source;
        return [{ octets }];
      }
      return [{ octets: (last && edit(octets, 'ipv6.source', () => last)) ?? octets }];
    };
  });
