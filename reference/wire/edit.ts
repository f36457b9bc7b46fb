import { decodeFrame, decodePacket, type DecodedFrame } from './decode-frame.js';
import { frame } from './frame-draft.js';
import type { Auto, FieldSpec } from './kit/field.js';
import type { AnyMessage } from './kit/message.js';
import type { LayerDraft } from './layer-draft.js';
import { LINK_TYPE } from './link-headers.js';
import { stepsOfPath, valueAt } from './paths.js';
import { redraft } from './redraft.js';

type Steps = readonly (string | number)[];
type Change = (value: unknown) => unknown;
type Values = Readonly<Record<string | number, unknown>>;

/**
 * The frame with one field changed, and every length, count and checksum computed again unless it is the field changed.
 * An option is taken out when `change` gives undefined for it. In a quoted packet only the field changes, nothing is
 * computed. Undefined when the frame has no such field. Throws EncodeMistake when the new value does not fit its field.
 */
export function edit(octets: Uint8Array, path: string, change: Change, linkType: number = LINK_TYPE.ethernet): Uint8Array | undefined {
  const decoded = decodeFrame(octets, linkType);
  if (!valueAt(decoded, path).found) return undefined;
  const changed = changedLayers(decoded, redraft(decoded), stepsOfPath(path), change, true);
  return changed && frame(...changed).octets;
}

function changedLayers(
  decoded: DecodedFrame,
  drafts: readonly LayerDraft[],
  steps: Steps,
  change: Change,
  compute: boolean,
): readonly LayerDraft[] | undefined {
  const [name, second] = steps;
  const nth = typeof second === 'number' ? second : 0;
  const index = indexOfLayer(drafts, name, nth);
  const fieldSteps = steps.slice(typeof second === 'number' ? 2 : 1);
  const target = drafts[index];
  if (!target || fieldSteps.length === 0) return undefined;
  const computed = compute ? leaveOutComputed(decoded, drafts) : drafts;
  const original = target.values;
  const set = setAt(original, fieldSteps, change);
  if (!set) return undefined;
  return computed.map((draft, i) => {
    if (i !== index) return draft;
    return { ...draft, values: compute && !target.sent ? withoutComputed(target.message, set as Values, fieldSteps) : (set as Values) };
  });
}

function indexOfLayer(drafts: readonly LayerDraft[], name: string | number | undefined, nth: number): number {
  if (typeof name !== 'string') return -1;
  let left = nth;
  return drafts.findIndex(({ message }) => (message.name === name || message.family === name) && left-- === 0);
}

/** A fragment's upper layer is not whole: its length and checksum are those of the packet that was cut up. */
function leaveOutComputed(decoded: DecodedFrame, drafts: readonly LayerDraft[]): readonly LayerDraft[] {
  let inFragment = false;
  return drafts.map((draft, i) => {
    const layer = decoded.layers[i];
    if (!layer || layer.partial || inFragment) return draft;
    if (layer.name === 'fragment') inFragment = isRealFragment(layer.value as Values);
    return { ...draft, values: withoutComputed(draft.message, draft.values, []) };
  });
}

const isRealFragment = (value: Values): boolean => value['moreFragments'] === true || value['fragmentOffset'] !== 0;

const COMPUTED: ReadonlySet<Auto | undefined> = new Set<Auto>(['checksum', 'length', 'remainder', 'count']);

/** The values without those that the encoder computes, but for the one that `keep` leads to. */
function withoutComputed(message: AnyMessage, values: Values, keep: Steps): Values {
  const left: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const spec = message.fields[name];
    const kept = keep[0] === name;
    if (spec?.kind === 'number' && COMPUTED.has(spec.auto) && !kept) continue;
    left[name] = spec ? withoutComputedBelow(spec, value, kept ? keep.slice(1) : []) : value;
  }
  return left;
}

function withoutComputedBelow(spec: FieldSpec, value: unknown, keep: Steps): unknown {
  if (spec.kind !== 'tlvs' && spec.kind !== 'records') return value;
  const list = value as readonly Values[];
  const kept = typeof keep[0] === 'string' ? list.findIndex(({ kind }) => kind === keep[0]) : keep[0];
  return list.map((element, i) => {
    const message = spec.kind === 'records' ? spec.record : spec.family.byKind.get(element['kind'] as string);
    return message ? withoutComputed(message, element, i === kept ? keep.slice(1) : []) : element;
  });
}

/** A copy of `value` with the change made where `steps` lead; undefined when they lead nowhere. */
function setAt(value: unknown, steps: Steps, change: Change): unknown {
  if (value instanceof Uint8Array) return setInPacket(value, steps, change);
  if (typeof value !== 'object' || value === null) return undefined;
  const [step, ...further] = steps;
  if (step === undefined) return undefined;
  const key = Array.isArray(value) && typeof step === 'string' ? value.findIndex((element: Values) => element['kind'] === step) : step;
  if (!Object.hasOwn(value, key)) return undefined;
  const old = (value as Values)[key];
  const replaced = further.length === 0 ? change(old) : setAt(old, further, change);
  if (further.length > 0 && replaced === undefined) return undefined;
  if (!Array.isArray(value)) return { ...value, [key]: replaced };
  return replaced === undefined ? value.filter((_, i) => i !== key) : value.map((element: unknown, i) => (i === key ? replaced : element));
}

function setInPacket(packet: Uint8Array, steps: Steps, change: Change): Uint8Array | undefined {
  const decoded = decodePacket(packet);
  const changed = changedLayers(decoded, redraft(decoded), steps, change, false);
  return changed && frame(...changed).octets;
}
