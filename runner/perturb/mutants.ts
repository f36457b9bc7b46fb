import { seconds } from '../../reference/time.js';
import type { CorruptibleField } from '../../reference/wire/corruptible-fields.js';
import { deaf, delay, duplicate, edit, ignoring, suppress, type Defect, type FaultDeclaration } from '../../suites/kit/faults.js';

/** A systematic defect of a device, and what a test's traffic must have had for the test to be able to notice. */
export interface Mutant {
  /** `neighborAdvertisement/override`, `echoReply/ipv6.hopLimit`, `echoReply/suppressed`, `ignoring/nd-hop-limit`. */
  readonly id: string;
  readonly title: string;
  /** Key of the target, as the baseline collects them. */
  readonly target: string;
  readonly defects: readonly Defect[];
  /** A planted fault concerns one test only. */
  readonly only?: string;
}

/** Longer than the windows of the tests, so that a late answer is none; shorter than the longest of them still is a defect. */
const OUT_OF_WINDOW = seconds(30);

export const sentTarget = (message: string): string => `sent ${message}`;
export const fieldTarget = (message: string, path: string): string => `sent ${message} with ${path}`;
export const heardTarget = (message: string): string => `heard ${message}`;
export const discardTarget = (reason: string): string => `discarded for ${reason}`;

/** Mutants of a message type that the device sends; `paths` are the fields that its frames really had. */
export function mutantsOfMessage(message: string, fields: readonly CorruptibleField[], paths: ReadonlySet<string>): readonly Mutant[] {
  const whole = (what: string, title: string, defect: Defect): Mutant => ({
    id: `${message}/${what}`,
    title: `${message} ${title}`,
    target: sentTarget(message),
    defects: [defect],
  });
  return [
    whole('suppressed', 'is never sent', suppress(message)),
    whole('duplicated', 'is sent twice', duplicate(message)),
    whole('delayed', 'is sent 30 s late', delay(message, OUT_OF_WINDOW)),
    ...fields.filter((field) => paths.has(field.path)).map((field) => fieldMutant(message, field)),
  ];
}

function fieldMutant(message: string, field: CorruptibleField): Mutant {
  const path = field.path.startsWith(`${message}.`) ? field.path.slice(message.length + 1) : field.path;
  const verb = field.kind === 'option' ? 'lacks' : 'has another';
  return {
    id: `${message}/${path}`,
    title: `${message} ${verb} ${path}`,
    target: fieldTarget(message, field.path),
    defects: [edit(field.path, (value) => corrupted(value, field), message)],
  };
}

/** Another value of the same type, as near as can be: what is off by one is overlooked most easily. */
export function corrupted(value: unknown, field: Pick<CorruptibleField, 'kind'>): unknown {
  if (field.kind === 'option') return undefined;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value === 0 ? 1 : value - 1;
  if (typeof value === 'bigint') return value === 0n ? 1n : value - 1n;
  if (value instanceof Uint8Array) return corruptedOctets(value);
  if (Array.isArray(value)) return [...(value as readonly unknown[]), 'x'];
  return `${String(value)}x`;
}

/** The last bit: in an address it leaves the type, in a MAC the group bit, as they are. */
function corruptedOctets(octets: Uint8Array): Uint8Array {
  if (octets.length === 0) return Uint8Array.of(0xff);
  const changed = octets.slice();
  changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1;
  return changed;
}

export const deafMutant = (message: string): Mutant => ({
  id: `${message}/unheard`,
  title: `${message} received is taken no notice of`,
  target: heardTarget(message),
  defects: [deaf(message)],
});

export const discardMutant = (reason: string, says: string): Mutant => ({
  id: `ignoring/${reason}`,
  title: `goes on although ${says}`,
  target: discardTarget(reason),
  defects: [ignoring(reason)],
});

export const plantedFault = ({ target, title, defects }: FaultDeclaration): Mutant => ({
  id: `fault/${target}: ${title}`,
  title,
  target: `planted for ${target}`,
  defects,
  only: target,
});
