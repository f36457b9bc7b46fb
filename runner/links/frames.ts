import type { CapturedFrame } from '../../suites/kit/captured-frame.js';
import type { SendStamp } from '../../suites/kit/bench.js';
import type { Duration } from '../../reference/time.js';

export type { CapturedFrame } from '../../suites/kit/captured-frame.js';

/** Who took the stamps of a source, and by how much they may be off. */
export interface StampQuality {
  readonly clock: 'virtual' | 'kernel' | 'process' | 'file';
  readonly uncertainty: Duration;
}

/** Why a source ended before its time. `offset` counts octets of the (uncompressed) file; a file that could not be opened has none. */
export type SourceProblem =
  | { readonly kind: 'not-a-capture' | 'unsupported' | 'damaged'; readonly offset?: number; readonly detail: string }
  | { readonly kind: 'link-lost' | 'no-permission' | 'module-missing'; readonly detail: string };

/** What was named is no capture at all, or of a kind that is not read. */
export const isNoCapture = ({ kind }: SourceProblem): boolean => kind === 'not-a-capture' || kind === 'unsupported';

/** The name of an interface of a file, by its number there; `index` is what the frame says of the interface, where it does. */
export type InterfaceNames = (interfaceId: number, index?: number) => string;

/** The only shape that leaves a source of frames, be it a NIC, a capture file or the memory link. */
export interface FrameSource {
  readonly stamps: StampQuality;
  /** Frames in batches; the octets are views that hold until the next batch is asked for. Iterate once. */
  batches(): AsyncIterable<readonly CapturedFrame[]>;
  /** Why it ended, if not by itself; never an exception. */
  problem(): SourceProblem | undefined;
  /** Frames known to be lost; silence proves nothing when this is unknown. */
  losses(): number | 'unknown';
  /** How an interface is called, and what a frame of it names by an index; absent where they have numbers only. */
  readonly nameOf?: InterfaceNames | undefined;
  /** Ends `batches()` and gives everything back; twice is fine. */
  close(): Promise<void>;
}

export interface FrameSink {
  send(octets: Uint8Array): SendStamp;
}

/** One line for a person: where it is damaged, or why the link is gone. */
export function describeProblem(problem: SourceProblem): string {
  return 'offset' in problem && problem.offset !== undefined ? `${problem.detail} (at octet ${problem.offset})` : problem.detail;
}
