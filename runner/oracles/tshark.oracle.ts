import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import { formatAddress, parseAddress } from '../../reference/net/address.js';
import { formatIpv4Address } from '../../reference/net/ipv4-address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { fromHex, hex } from '../../reference/net/octets.js';
import { MESSAGES, OPTION_FAMILIES, RECORDS } from '../../reference/wire/catalogue.js';
import { decodeFrame, decodePacket, type DecodedFrame } from '../../reference/wire/decode-frame.js';
import { corruptibleFields } from '../../reference/wire/corruptible-fields.js';
import { edit } from '../../reference/wire/edit.js';
import type { FieldSpec } from '../../reference/wire/kit/field.js';
import type { AnyMessage } from '../../reference/wire/kit/message.js';
import type { FieldPlace } from '../../reference/wire/kit/walk.js';
import { LINK_TYPE } from '../../reference/wire/link-headers.js';
import { queryIntervalOfCode, responseDelayOfCode } from '../../reference/wire/mld.js';
import { placesOf } from '../../reference/wire/paths.js';
import { JUMBOGRAM, LINK_SPECIMENS, SPECIMENS } from '../../reference/wire/specimens.js';
import { notation } from '../../reference/wire/notation.js';
import { Ripng, RouteTableEntry } from '../../reference/wire/ripng.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { openCapture } from '../links/capture/capture-source.js';
import { packageRoot } from '../package-root.js';
import { NOT_COMPARED, TSHARK_FIELDS } from './tshark-fields.js';

const version = spawnSync('tshark', ['--version'], { encoding: 'utf8' });
const hasTshark = version.status === 0;

/** One frame as tshark sees it. */
interface Dissection {
  readonly fields: readonly PdmlField[];
  readonly warnings: readonly string[];
}

interface PdmlField {
  readonly name: string;
  readonly show: string;
  /** The octets in hexadecimal. */
  readonly value: string;
  readonly pos: number;
  readonly size: number;
}

/** A field of ours with its place in the frame. */
interface Leaf {
  readonly key: string;
  readonly spec: FieldSpec;
  readonly value: unknown;
  readonly offset: number;
  readonly octets: number;
}

/** Severities of tshark's expert information. */
const WARNING = 0x600000;

function captureFile(frames: readonly Uint8Array[], linkType: number): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0x40000, 16);
  header.writeUInt32LE(linkType, 20);
  const records = frames.flatMap((octets, i) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(i, 0);
    record.writeUInt32LE(octets.length, 8);
    record.writeUInt32LE(octets.length, 12);
    return [record, octets];
  });
  return Buffer.concat([header, ...records]);
}

function dissect(frames: readonly Uint8Array[], linkType: number): readonly Dissection[] {
  const directory = mkdtempSync(join(tmpdir(), 'tshark-oracle-'));
  try {
    const file = join(directory, 'frames.pcap');
    writeFileSync(file, captureFile(frames, linkType));
    const run = spawnSync('tshark', ['-n', '-o', 'udp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-r', file, '-T', 'pdml'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status !== 0) throw new Error(`tshark failed: ${run.stderr}`);
    return packetsOf(run.stdout);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface XmlNode {
  readonly '@name'?: string;
  readonly '@show'?: string;
  readonly '@value'?: string;
  readonly '@pos'?: string;
  readonly '@size'?: string;
  readonly proto?: readonly XmlNode[];
  readonly field?: readonly XmlNode[];
}

function packetsOf(pdml: string): readonly Dissection[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => name === 'proto' || name === 'field' || name === 'packet',
    parseAttributeValue: false,
  });
  const { pdml: root } = parser.parse(pdml) as { readonly pdml: { readonly packet: readonly XmlNode[] } };
  return root.packet.map((packet) => {
    const fields: PdmlField[] = [];
    const warnings: string[] = [];
    collect(packet, fields, warnings);
    return { fields, warnings };
  });
}

function collect(node: XmlNode, fields: PdmlField[], warnings: string[]): void {
  for (const child of [...(node.proto ?? []), ...(node.field ?? [])]) {
    const name = child['@name'] ?? '';
    if (name === '_ws.malformed') warnings.push('malformed');
    if (name === '_ws.expert' && severity(child) >= WARNING) warnings.push(message(child));
    fields.push({
      name,
      show: child['@show'] ?? '',
      value: child['@value'] ?? '',
      pos: Number(child['@pos']),
      size: Number(child['@size']),
    });
    collect(child, fields, warnings);
  }
}

const within = (node: XmlNode, name: string): string => node.field?.find((field) => field['@name'] === name)?.['@show'] ?? '';
const severity = (expert: XmlNode): number => Number(within(expert, '_ws.expert.severity'));
const message = (expert: XmlNode): string => within(expert, '_ws.expert.message');

function leavesOf(decoded: DecodedFrame, base = 0): readonly Leaf[] {
  return decoded.layers.flatMap((layer) => leavesBelow(placesOf(decoded, layer), layer.name, base));
}

function leavesBelow(places: readonly FieldPlace[], owner: string, base: number): readonly Leaf[] {
  return places.flatMap(({ name, spec, value, offset, octets, children }) => {
    if (!spec) return [];
    if (spec.kind === 'tlvs' || spec.kind === 'records') {
      const family = spec.kind === 'tlvs' ? `${spec.family.name}.` : '';
      return children.flatMap((child) => leavesBelow(child.children, family + (child.message?.name ?? ''), base));
    }
    const leaf = { key: `${owner}.${name}`, spec, value, offset: base + offset, octets };
    if (spec.kind === 'rest' && spec.packet) return [leaf, ...leavesOf(decodePacket(value as Uint8Array), base + offset)];
    return [leaf];
  });
}

/** Of these codes tshark shows what they stand for. */
const MEANING: Readonly<Record<string, (code: number) => number>> = {
  'multicastListenerQuery2.maximumResponseCode': responseDelayOfCode,
  'multicastListenerQuery2.queryIntervalCode': queryIntervalOfCode,
};

/** What tshark should show for the value, in the form in which `shown` reads it. */
function expected({ key, spec, value }: Leaf): string {
  switch (spec.kind) {
    case 'number':
    case 'flag':
      return String(MEANING[key]?.(Number(value)) ?? Number(value));
    case 'address':
      return formatAddress(value as Uint8Array);
    case 'ipv4Address':
      return formatIpv4Address(value as Uint8Array);
    case 'linkLayerAddress':
      return formatLinkLayerAddress(value as Uint8Array);
    case 'addresses':
      return (value as readonly Uint8Array[]).map(formatAddress).join(' ');
    case 'coded':
      return spec.text(value);
    case 'rest':
    case 'octets':
    case 'countedOctets':
      return hex(value as Uint8Array);
    case 'records':
    case 'tlvs':
      return '';
  }
}

/** tshark's values for a field in the octets of ours, in our form. */
function shown(leaf: Leaf, dissection: Dissection): string {
  const name = TSHARK_FIELDS[leaf.key];
  const end = leaf.offset + Math.max(1, leaf.octets);
  const found = dissection.fields.filter((field) => field.name === name && field.pos < end && field.pos + field.size > leaf.offset);
  return found.map((field) => readShown(leaf, field)).join(' ');
}

function readShown(leaf: Leaf, { show, value, pos, size }: PdmlField): string {
  const { spec, octets } = leaf;
  // Reserved fields and padding are only marked: then the place must be the same.
  if (show === '' && value === '') return pos === leaf.offset && size === octets ? expected(leaf) : `octets ${pos} to ${pos + size}`;
  switch (spec.kind) {
    case 'number':
    case 'flag':
      return String(/^(0x[0-9a-f]+|\d+)$/i.test(show) ? Number(show) : show === 'True' ? 1 : show === 'False' ? 0 : parseInt(value, 16));
    case 'rest':
    case 'octets':
    case 'countedOctets':
      return hexShown(spec, show === '' ? value : show, octets);
    default:
      return show;
  }
}

/** A prefix is shown as an address, eight octets as a number; of a link-layer address, colons stand between the octets. */
function hexShown(spec: FieldSpec, show: string, octets: number): string {
  const address = parseAddress(show);
  if (address.ok && spec.kind !== 'countedOctets') return hex(address.value.subarray(0, octets));
  return hex(fromHex(show.replace(/^0x/, '')));
}

/**
 * Fields that decide how the octets after them are read; of `unused`, RFC 4884 makes the first octet a length; RFC 1191 gives
 * the MTU to one code alone. Messages of RFC 2894 are read by code, those of RFC 4620 by Qtype and code, and datagrams by
 * their ports.
 */
const STRUCTURAL =
  /^node\w+\.(qtype|code)$|^udp\.\w+Port$|^(routerRenumbering\w+|sequenceNumberReset)\.code$|(^icmpv4DestinationUnreachable\.code|\.(type|nextHeader|protocol|etherType|routingType|version|fragmentOffset|moreFragments|segmentsLeft|unused|opCode|(hardware|protocol)(Type|Length)))$/;

/** The frame once with the lowest and once with the highest bit changed, for each number and flag that stands for itself. */
function valueChanges(octets: Uint8Array): readonly { readonly path: string; readonly octets: Uint8Array }[] {
  const fields = decodeFrame(octets).layers.flatMap((layer) => corruptibleFields(layer.message));
  return fields.flatMap(({ path, kind, bits = 1, auto }) => {
    if (STRUCTURAL.test(path) || auto !== undefined) return [];
    if (kind === 'flag') return edited(octets, path, (value) => value !== true);
    if (kind !== 'number') return [];
    return [1, 2 ** (bits - 1)].flatMap((mask) => edited(octets, path, (value) => ((value as number) ^ mask) >>> 0));
  });
}

function edited(
  octets: Uint8Array,
  path: string,
  change: (value: unknown) => unknown,
): readonly { readonly path: string; readonly octets: Uint8Array }[] {
  const result = edit(octets, path, change);
  return result ? [{ path, octets: result }] : [];
}

const CAPTURES = join(packageRoot(), 'vectors', 'captures');

/** Its packets break rules on purpose, down to the version of IPv6: tshark gives some of them up. */
const MADE_WRONG = 'crafted-violations.pcap';
const RIPNG_CAPTURE = 'frr-bird-ripng.pcapng';
const RIPNG_FIELDS = [...Object.keys(Ripng.fields).map((name) => `ripng.${name}`), ...fieldKeys(RouteTableEntry, 'routeTableEntry')].filter(
  (key) => TSHARK_FIELDS[key] !== undefined,
);

/** By link type. Messages in fragments tshark reads when the last one has come. */
async function wholeFramesOf(file: string): Promise<ReadonlyMap<number, readonly Uint8Array[]>> {
  const frames: { readonly linkType: number; readonly octets: Uint8Array }[] = [];
  for await (const batch of openCapture(file).batches())
    frames.push(...batch.map(({ linkType, octets }) => ({ linkType, octets: Uint8Array.from(octets) })));
  const whole = frames.filter(({ octets, linkType }) => !decodeFrame(octets, linkType).layers.some(({ name }) => name === 'fragment'));
  const grouped = groupBy(whole, ({ linkType }) => linkType);
  return new Map([...grouped].map(([linkType, group]) => [linkType, group.map(({ octets }) => octets)]));
}

const ALL_FIELDS: readonly string[] = [
  ...[...MESSAGES, ...RECORDS].flatMap((described) => fieldKeys(described, described.name)),
  ...OPTION_FAMILIES.flatMap(({ name, members, unknown }) =>
    [...members, unknown].flatMap((member) => fieldKeys(member, `${name}.${member.name}`)),
  ),
];

function fieldKeys(described: AnyMessage, owner: string): readonly string[] {
  return Object.entries(described.fields)
    .filter(([name, spec]) => spec.kind !== 'tlvs' && spec.kind !== 'records' && name !== 'surplus')
    .map(([name]) => `${owner}.${name}`);
}

describe(`tshark as oracle${hasTshark ? '' : ' (skipped: tshark is not installed)'}`, function () {
  this.timeout(60_000);
  const compared = new Set<string>();
  let ethernet: readonly Dissection[] = [];

  before(function () {
    if (!hasTshark) this.skip();
    ethernet = dissect(
      SPECIMENS.map(({ draft }) => draft.octets),
      LINK_TYPE.ethernet,
    );
  });

  function compare(octets: Uint8Array, linkType: number, dissection: Dissection | undefined): void {
    if (!dissection) throw new Error('tshark gave fewer packets than it was given');
    expect(dissection.warnings).to.deep.equal([]);
    const decoded = decodeFrame(octets, linkType);
    compareFields(decoded, dissection).forEach((key) => compared.add(key));
    for (const layer of decoded.layers.filter(({ checksum }) => checksum !== undefined)) {
      const status = dissection.fields.find(
        (field) => /^(icmpv6|icmp|udp|ip)\.checksum\.status$/.test(field.name) && field.pos >= layer.offset,
      );
      expect([layer.checksum, status?.show], `${layer.name} checksum`).to.deep.equal(['good', '1']);
    }
  }

  /** The fields that both have; throws at the first that differs. */
  function compareFields(decoded: DecodedFrame, dissection: Dissection): readonly string[] {
    const leaves = leavesOf(decoded).filter(({ key, octets }) => TSHARK_FIELDS[key] !== undefined && octets > 0);
    for (const leaf of leaves) expect(shown(leaf, dissection), leaf.key).to.equal(expected(leaf));
    return leaves.map(({ key }) => key);
  }

  SPECIMENS.forEach(({ name, draft }, i) => {
    it(`reads the same from: ${name}`, () => compare(draft.octets, LINK_TYPE.ethernet, ethernet[i]));
  });

  for (const { name, linkType, draft } of [...LINK_SPECIMENS, { ...JUMBOGRAM, linkType: LINK_TYPE.ethernet }]) {
    it(`reads the same from: ${name}`, () => compare(draft.octets, linkType, dissect([draft.octets], linkType)[0]));
  }

  it('reads the same from frames with each number and flag changed', () => {
    const changed = SPECIMENS.flatMap(({ name, draft }) => valueChanges(draft.octets).map((change) => ({ name, ...change })));
    const dissections = dissect(
      changed.map(({ octets }) => octets),
      LINK_TYPE.ethernet,
    );
    expect(changed.length).to.be.greaterThan(400);
    changed.forEach(({ name, path, octets }, i) => {
      try {
        compareFields(decodeFrame(octets), dissections[i] ?? { fields: [], warnings: [] });
      } catch (difference) {
        throw new Error(`${name}, ${path}: ${String(difference)}`, { cause: difference });
      }
    });
  });

  for (const file of readdirSync(CAPTURES).filter((name) => /\.pcap(ng)?$/.test(name) && name !== MADE_WRONG))
    it(`reads the same from the frames of ${file}`, async () => {
      const inFile = new Set<string>();
      for (const [linkType, frames] of await wholeFramesOf(join(CAPTURES, file))) {
        const dissections = dissect(frames, linkType);
        frames.forEach((octets, i) => {
          const decoded = decodeFrame(octets, linkType);
          try {
            compareFields(decoded, dissections[i] ?? { fields: [], warnings: [] }).forEach((key) => inFile.add(key));
          } catch (difference) {
            throw new Error(`${notation(decoded)}: ${String(difference)}`, { cause: difference });
          }
        });
      }
      expect(inFile).to.include.keys(file === RIPNG_CAPTURE ? [...inFile, ...RIPNG_FIELDS] : ['ipv6.source']);
    });

  it('has compared every field of every message and option, or there is a reason', () => {
    const missing = ALL_FIELDS.filter((key) => !compared.has(key) && NOT_COMPARED[key] === undefined);
    expect(missing).to.deep.equal([]);
  });

  it('has no entry for a field that does not exist', () => {
    const known = new Set(ALL_FIELDS);
    expect([...Object.keys(TSHARK_FIELDS), ...Object.keys(NOT_COMPARED)].filter((key) => !known.has(key))).to.deep.equal([]);
  });

  it('would notice another value', () => {
    const [draft, dissection] = [SPECIMENS[0]?.draft, ethernet[0]];
    const changed = Uint8Array.from(draft?.octets ?? []);
    changed[21] = 254;
    expect(() => compare(changed, LINK_TYPE.ethernet, dissection)).to.throw('ipv6.hopLimit');
  });
});
