import { after, ZERO, type Duration } from '../time.js';
import type { EventQueue } from './event-queue.js';
import type { Attachable, Port, Receive } from './memory-link.js';

/** Seen from the wrapped port: `out` is what it transmits, `in` what it receives. */
export type Direction = 'out' | 'in';

export interface Passage {
  readonly octets: Uint8Array;
  /** Added to the link's own delay. */
  readonly delay?: Duration;
}

/** What becomes of a frame: nothing, itself, something else, several frames, each at once or later. */
export type Tap = (octets: Uint8Array, direction: Direction) => readonly Passage[];

/** Chooses the frames that a tap works on; the rest passes untouched. */
export type Choose = (octets: Uint8Array, direction: Direction) => boolean;

const everything: Choose = () => true;

export const record =
  (keep: (octets: Uint8Array, direction: Direction) => void): Tap =>
  (octets, direction) => {
    keep(octets, direction);
    return [{ octets }];
  };

export const drop =
  (choose: Choose = everything): Tap =>
  (octets, direction) =>
    choose(octets, direction) ? [] : [{ octets }];

export const delay =
  (by: Duration, choose: Choose = everything): Tap =>
  (octets, direction) => [choose(octets, direction) ? { octets, delay: by } : { octets }];

/** Replaces frames. The change gets a copy; undefined leaves the frame as it was. */
export const edit =
  (change: (copy: Uint8Array, direction: Direction) => Uint8Array | undefined, choose: Choose = everything): Tap =>
  (octets, direction) => [{ octets: (choose(octets, direction) ? change(octets.slice(), direction) : undefined) ?? octets }];

/** Lets frames through twice, the copy `gap` later. */
export const duplicate =
  (gap: Duration = ZERO, choose: Choose = everything): Tap =>
  (octets, direction) =>
    choose(octets, direction) ? [{ octets }, { octets, delay: gap }] : [{ octets }];

/** Taps one after the other, the first nearest to the wrapped port on the way out and on the way in; delays add up. */
export const inSequence =
  (...taps: readonly Tap[]): Tap =>
  (octets, direction) =>
    taps.reduce<readonly Passage[]>(
      (passages, tap) =>
        passages.flatMap((passage) =>
          tap(passage.octets, direction).map((next) => ({
            octets: next.octets,
            delay: ((passage.delay ?? ZERO) + (next.delay ?? ZERO)) as Duration,
          })),
        ),
      [{ octets }],
    );

/** A link whose ports, as far as they are attached through the wrapper, send and receive through a tap. */
export function tapped(link: Attachable, queue: EventQueue, tap: Tap): Attachable {
  const pass = (octets: Uint8Array, direction: Direction, onward: Receive): void => {
    for (const passage of tap(octets, direction)) {
      if (passage.delay === undefined || passage.delay === 0) onward(passage.octets);
      else queue.schedule(after(queue.now, passage.delay), 'frame', () => onward(passage.octets));
    }
  };
  return {
    attach(name: string, receive: Receive): Port {
      let attached = true;
      const deliver: Receive = (octets) => {
        if (attached) receive(octets);
      };
      const port = link.attach(name, (octets) => pass(octets, 'in', deliver));
      return {
        name,
        transmit: (octets) => pass(octets, 'out', (passed) => port.transmit(passed)),
        detach: () => {
          attached = false;
          port.detach();
        },
      };
    },
  };
}
