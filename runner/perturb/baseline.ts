import { corruptibleFields, type CorruptibleField } from '../../reference/wire/corruptible-fields.js';
import { decodeFrame, type DecodedFrame, type Layer } from '../../reference/wire/frame.js';
import type { AnyMessage } from '../../reference/wire/kit/index.js';
import { valueAt } from '../../reference/wire/paths.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import { kindOf, type TestRun } from '../../suites/kit/test-run.js';
import type { Performed } from '../execute.js';
import type { Onset } from './apply-defects.js';
import { discardTarget, fieldTarget, heardTarget, sentTarget } from './mutants.js';

/** What the traffic of a sound device had in it, test by test. */
export interface Baseline {
  readonly tests: readonly BaselineTest[];
  /** Message types that the device sent, with the fields that their frames had. */
  readonly sent: ReadonlyMap<string, ReadonlyMap<string, CorruptibleField>>;
  readonly heard: ReadonlySet<string>;
}

export interface BaselineTest {
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

  /** Takes in the traffic of a test on the sound device, from the end of its set-up on; the observer's is left out. */
  add(test: RegisteredTest, { outcome, bench }: Performed): void {
    if (!outcome || !bench) return;
    const { run } = outcome;
    const targets = new Set<string>();
    const used = new Set<string>();
    this.#collectSent(run, targets, used);
    this.#collectHeard(run, targets);
    const begunUs = run.recorder.sinceZero(run.begun.at);
    for (const event of bench.device.events())
      if (event.discard !== undefined && event.atUs >= begunUs) targets.add(discardTarget(event.discard));
    this.#tests.push({ test, targets, used, ready: run.ready });
  }

  #collectSent(run: TestRun, targets: Set<string>, used: Set<string>): void {
    for (const arrival of run.recorder.arrivals) {
      const kind = kindOf(run, arrival);
      const message = arrival.decoded.layers.at(-1)?.name;
      if (arrival.ordinal < run.begun.ordinal || message === undefined || kind === 'observer' || kind === 'stranger') continue;
      const keys = [sentTarget(message), ...this.#fieldsIn(arrival.decoded, message).map((path) => fieldTarget(message, path))];
      for (const key of keys) targets.add(key);
      if (run.recorder.stepsOf(arrival.ordinal).size > 0) for (const key of keys) used.add(key);
    }
  }

  /** The paths of the fields that a frame has; they are remembered for its message type. */
  #fieldsIn(decoded: DecodedFrame, message: string): readonly string[] {
    const known = this.#sent.get(message) ?? new Map<string, CorruptibleField>();
    this.#sent.set(message, known);
    const fields = decoded.layers
      .flatMap((layer, at) => fieldsOfNth(decoded, layer, at))
      .filter(({ path }) => valueAt(decoded, path).found);
    for (const field of fields) known.set(field.path, field);
    return fields.map(({ path }) => path);
  }

  #collectHeard(run: TestRun, targets: Set<string>): void {
    for (const departure of run.recorder.departures) {
      if (departure.ordinal < run.begun.ordinal || departure.node === 'observer') continue;
      const message = decodeFrame(departure.octets).layers.at(-1)?.name;
      if (message === undefined) continue;
      this.#heard.add(message);
      targets.add(heardTarget(message));
    }
  }

  get result(): Baseline {
    return { tests: this.#tests, sent: this.#sent, heard: this.#heard };
  }
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
