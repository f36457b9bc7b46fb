import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatAddress, type Address } from '../../reference/net/address.js';
import { decodeFrame, type DecodedFrame, type Layer } from '../../reference/wire/frame.js';
import type { Ripng } from '../../reference/wire/ripng.js';
import { frameLine } from '../commands/decode.js';
import { openCapture } from '../links/capture/capture-source.js';

/** What `vectors/captures/expected-decode.json` says of a capture. */
export interface ExpectedDecode {
  readonly file: string;
  /** How often each header and message stands in the frames, by the name of its description; what is quoted in errors does not count. */
  readonly layers: Readonly<Record<string, number>>;
  /** The first frame of each kind. */
  readonly frames: readonly ExpectedFrame[];
}

interface ExpectedFrame {
  /** As `sixproof decode` prints it. */
  readonly line: string;
  /** What tshark reads from it: of headers the first, of RIPng all route table entries; absent where it reads none of these. */
  readonly tshark?: Readonly<Record<string, string>>;
}

export const readExpectedDecodes = (folder: string): readonly ExpectedDecode[] =>
  (JSON.parse(readFileSync(join(folder, 'expected-decode.json'), 'utf8')) as { readonly captures: readonly ExpectedDecode[] }).captures;

/** Our decode of a capture in the same terms. */
export async function describeDecode(folder: string, file: string): Promise<ExpectedDecode> {
  const layers = new Map<string, number>();
  const frames = new Map<string, ExpectedFrame>();
  const source = openCapture(join(folder, file));
  for await (const batch of source.batches())
    for (const frame of batch) {
      const decoded = decodeFrame(frame.octets, frame.linkType);
      for (const { name } of decoded.layers) layers.set(name, (layers.get(name) ?? 0) + 1);
      const kind = kindOf(decoded);
      if (!frames.has(kind)) frames.set(kind, { line: frameLine(frame, decoded).trimEnd(), tshark: asTshark(decoded) });
    }
  const byName = [...layers].sort(([a], [b]) => (a < b ? -1 : 1));
  return { file, layers: Object.fromEntries(byName), frames: [...frames.values()] };
}

/** The number of the frame in a line of `sixproof decode`. */
export const frameNumberOf = (line: string): number => Number(line.trimStart().split(' ', 1)[0]);

/** By its layers; messages of RIPng also by command and by what their entries say. */
function kindOf({ layers }: DecodedFrame): string {
  const last = layers.at(-1);
  const names = layers.map(({ name }) => name).join(' ');
  if (last?.name !== 'ripng') return names;
  const { command, entries: routes } = last.value as Ripng;
  const some = (holds: (route: Ripng['entries'][number]) => boolean): boolean => routes.some(holds);
  return [
    names,
    command,
    some(({ metric }) => metric === 16),
    some(({ metric }) => metric === 255),
    some(({ routeTag }) => routeTag > 0),
  ].join(' ');
}

type Reader = (layers: readonly Layer[]) => readonly (string | number)[];

/** A field of the first layer of a name. */
const first =
  (name: string, field: string): Reader =>
  (layers) => {
    const value = (layers.find((layer) => layer.name === name)?.value as Record<string, number | boolean | Address> | undefined)?.[field];
    return value === undefined ? [] : [value instanceof Uint8Array ? formatAddress(value) : Number(value)];
  };

/** Of the first message of ICMPv6, of whichever kind. */
const icmpv6 =
  (field: 'type' | 'code'): Reader =>
  (layers) => {
    const value = layers.find(({ message }) => message.family === 'icmpv6')?.value as Partial<Record<'type' | 'code', number>> | undefined;
    return value?.[field] === undefined ? [] : [value[field]];
  };

const entries =
  (field: 'prefix' | 'routeTag' | 'prefixLength' | 'metric'): Reader =>
  (layers) =>
    layers
      .filter(({ name }) => name === 'ripng')
      .flatMap(({ value }) => (value as Ripng).entries)
      .map((entry) => (field === 'prefix' ? formatAddress(entry.prefix) : entry[field]));

/** By tshark's name of the field. */
export const READERS: Readonly<Record<string, Reader>> = {
  'ipv6.src': first('ipv6', 'source'),
  'ipv6.dst': first('ipv6', 'destination'),
  'ipv6.hlim': first('ipv6', 'hopLimit'),
  'ipv6.plen': first('ipv6', 'payloadLength'),
  'ipv6.fraghdr.more': first('fragment', 'moreFragments'),
  'icmpv6.type': icmpv6('type'),
  'icmpv6.code': icmpv6('code'),
  'udp.srcport': first('udp', 'sourcePort'),
  'udp.dstport': first('udp', 'destinationPort'),
  'ripng.cmd': first('ripng', 'command'),
  'ripng.version': first('ripng', 'version'),
  'ripng.rte.ipv6_prefix': entries('prefix'),
  'ripng.rte.route_tag': entries('routeTag'),
  'ripng.rte.prefix_length': entries('prefixLength'),
  'ripng.rte.metric': entries('metric'),
};

function asTshark({ layers }: DecodedFrame): Readonly<Record<string, string>> {
  const read = Object.entries(READERS).map(([name, reader]) => [name, reader(layers).join(' ')] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== ''));
}
