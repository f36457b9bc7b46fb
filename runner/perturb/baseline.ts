import { corruptibleFields, type CorruptibleField } from '../../reference/wire/corruptible-fields.js';
import { decodeFrame, type DecodedFrame, type Layer } from '../../reference/wire/frame.js';
import type { AnyMessage } from '../../reference/wire/kit/index.js';
import { valueAt } from '../../reference/wire/paths.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import { kindOf, type TestRun } from '../../suites/kit/test-run.js';
import type { Performed } from '../execute.js';
import type { Onset } from './apply-defects.js';
import { discardTarget, fieldTarget, heardTarget, sentTarget } from './mutants.js';

/** What the traffic of one test on the sound device had in it; plain data. */
export interface BaselineFacts {
  /** Message types that the device sent, with the paths of the fields that their frames had; in order of appearance. */
  readonly sent: readonly (readonly [message: string, paths: readonly string[]])[];
  /** Of these, what was in frames that its expectations matched, as targets of mutants. */
  readonly used: readonly string[];
  readonly heard: readonly string[];
  readonly discards: readonly string[];
  /** When its preconditions were met. */
  readonly ready: Onset;
  /** The fields of all these paths. */
  readonly fields: readonly CorruptibleField[];
}

/** What the traffic of a sound device had in it, test by test. */
export interface Baseline {
  readonly tests: readonly BaselineTest[];
  /** Message types that the device sent, with the fields that their frames had. */
  readonly sent: ReadonlyMap<string, ReadonlyMap<string, CorruptibleField>>;
  readonly heard: ReadonlySet<string>;
}

export interface BaselineTest {
  /** Its place in the list of tests. */
  readonly index: number;
  readonly test: RegisteredTest;
  /** Everything in its traffic that a mutant can aim at. */
  readonly targets: ReadonlySet<string>;
  /** Those in frames that its expectations matched. */
  readonly used: ReadonlySet<string>;
  /** When its preconditions were met. */
  readonly ready: Onset;
}

export class BaselineCollector {
  readonly #tests: BaselineTest[] = [];
  readonly #sent = new Map<string, Map<string, CorruptibleField>>();
  readonly #heard = new Set<string>();

  add(index: number, test: RegisteredTest, { sent, used, heard, discards, ready, fields }: BaselineFacts): void {
    const targets = new Set([...heard.map(heardTarget), ...discards.map(discardTarget)]);
    const byPath = new Map(fields.map((field) => [field.path, field]));
    for (const [message, paths] of sent) {
      targets.add(sentTarget(message));
      const known = this.#sent.get(message) ?? new Map<string, CorruptibleField>();
      this.#sent.set(message, known);
      for (const path of paths) {
        targets.add(fieldTarget(message, path));
        const field = byPath.get(path);
        if (field !== undefined && !known.has(path)) known.set(path, field);
      }
    }
    for (const message of heard) this.#heard.add(message);
    this.#tests.push({ index, test, targets, used: new Set(used), ready });
  }

  get result(): Baseline {
    return { tests: this.#tests, sent: this.#sent, heard: this.#heard };
  }
}

/** The traffic of a test on the sound device, from the end of its set-up on; the observer's is left out. */
export function factsOf({ outcome, bench }: Performed): BaselineFacts | undefined {
  if (!outcome || !bench) return undefined;
  const { run } = outcome;
  const begunUs = run.recorder.sinceZero(run.begun.at);
  const discards = bench.device.events().flatMap(({ discard, atUs }) => (discard !== undefined && atUs >= begunUs ? [discard] : []));
  return { ...sentIn(run), heard: heardIn(run), discards: [...new Set(discards)], ready: run.ready };
}

function sentIn(run: TestRun): Pick<BaselineFacts, 'sent' | 'used' | 'fields'> {
  const sent = new Map<string, Set<string>>();
  const used = new Set<string>();
  const all = new Map<string, CorruptibleField>();
  for (const arrival of run.recorder.arrivals) {
    const kind = kindOf(run, arrival);
    const message = arrival.decoded.layers.at(-1)?.name;
    if (arrival.ordinal < run.begun.ordinal || message === undefined || kind === 'observer' || kind === 'stranger') continue;
    const fields = fieldsIn(arrival.decoded);
    const paths = sent.get(message) ?? new Set<string>();
    sent.set(message, paths);
    for (const field of fields) {
      all.set(field.path, field);
      paths.add(field.path);
    }
    if (run.recorder.stepsOf(arrival.ordinal).size === 0) continue;
    used.add(sentTarget(message));
    for (const { path } of fields) used.add(fieldTarget(message, path));
  }
  return { sent: [...sent].map(([message, paths]) => [message, [...paths]]), used: [...used], fields: [...all.values()] };
}

/** The fields that a frame has. */
const fieldsIn = (decoded: DecodedFrame): readonly CorruptibleField[] =>
  decoded.layers.flatMap((layer, at) => fieldsOfNth(decoded, layer, at)).filter(({ path }) => valueAt(decoded, path).found);

function heardIn(run: TestRun): readonly string[] {
  const heard = new Set<string>();
  for (const departure of run.recorder.departures) {
    if (departure.ordinal < run.begun.ordinal || departure.node === 'observer') continue;
    const message = decodeFrame(departure.octets).layers.at(-1)?.name;
    if (message !== undefined) heard.add(message);
  }
  return [...heard];
}

/** The fields of a layer; those of a second one of its name, as in a tunnel packet, stand below `ipv6[1]`. */
function fieldsOfNth({ layers }: DecodedFrame, { message, name }: Layer, at: number): readonly CorruptibleField[] {
  const nth = layers.slice(0, at).filter((before) => before.name === name).length;
  const fields = fieldsOf(message);
  return nth === 0 ? fields : fields.map((field) => ({ ...field, path: field.path.replace(name, `${name}[${nth}]`) }));
}

const cache = new Map<AnyMessage, readonly CorruptibleField[]>();

function fieldsOf(message: AnyMessage): readonly CorruptibleField[] {
  const known = cache.get(message) ?? corruptibleFields(message);
  cache.set(message, known);
  return known;
}
