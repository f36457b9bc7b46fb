import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { formatAddress } from '../net/address.js';
import { formatLinkLayerAddress } from '../net/link-layer-address.js';
import { fromHex, hex } from '../net/octets.js';
import { decodeFrame } from './decode-frame.js';
import { edit } from './edit.js';
import { fieldTree, type FieldNode } from './field-tree.js';
import { valueAt } from './paths.js';
import { encodeFrame } from './redraft.js';

/** A frame from elsewhere, with the values that another program reads from it. */
interface Vector {
  readonly name: string;
  readonly origin: string;
  readonly linkType: number;
  readonly octets: string;
  readonly layers: readonly string[];
  /** Of the outermost message with a checksum. */
  readonly checksum?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Beside the sources, or one level further up from the built tree. */
const DIRECTORY = ['../../vectors/wire/', '../../../vectors/wire/'].find((path) => existsSync(new URL(path, import.meta.url))) ?? '';

const vectorFiles = readdirSync(new URL(DIRECTORY, import.meta.url)).filter((file) => file.endsWith('.json'));
const vectorsIn = (file: string): readonly Vector[] => {
  const { frames } = JSON.parse(readFileSync(new URL(DIRECTORY + file, import.meta.url), 'utf8')) as { readonly frames: readonly Vector[] };
  return frames;
};

/** A decoded value in the form of the vector: addresses as text, octets in hexadecimal. */
function written(value: unknown, like: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => written(element, '::'));
  if (!(value instanceof Uint8Array)) return value;
  if (String(like).includes('::')) return formatAddress(value);
  return String(like).includes(':') ? (value.length === 16 ? formatAddress(value) : formatLinkLayerAddress(value)) : hex(value);
}

const notes = (nodes: readonly FieldNode[]): readonly string[] =>
  nodes.flatMap(({ note, children }) => [...(note === undefined ? [] : [note]), ...notes(children)]);

for (const file of vectorFiles) {
  describe(`vectors: ${file}`, () => {
    for (const vector of vectorsIn(file)) {
      const octets = fromHex(vector.octets);
      const decoded = decodeFrame(octets, vector.linkType);

      it(`${vector.name}: has the layers and values of the vector`, () => {
        expect(decoded.layers.map(({ name }) => name)).to.deep.equal(vector.layers);
        if (vector.checksum !== undefined) expect(decoded.layers.find(({ checksum }) => checksum)?.checksum).to.equal(vector.checksum);
        for (const [path, value] of Object.entries(vector.values)) {
          const got = valueAt(decoded, path);
          expect(got.found && written(got.value, value), path).to.deep.equal(value);
        }
        expect(decoded.stopped).to.equal(undefined);
      });

      it(`${vector.name}: encodes to the same octets`, () => expect(hex(encodeFrame(decoded))).to.equal(vector.octets));

      it(`${vector.name}: has the lengths and checksums that the encoder computes`, () => {
        if (vector.checksum === 'bad') return expect(notes(fieldTree(decoded)).join()).to.match(/checksum wrong/);
        expect(hex(edit(octets, 'ipv6.hopLimit', (value) => value, vector.linkType) ?? octets)).to.equal(vector.octets);
      });
    }
  });
}
