import type { EventQueue } from '../../reference/engine/event-queue.js';
import type { Attachable } from '../../reference/engine/memory-link.js';
import { ZERO } from '../../reference/time.js';
import { LINK_TYPE } from '../../suites/kit/captured-frame.js';
import type { CapturedFrame, FrameSink, FrameSource } from './frames.js';

/**
 * A port of a link in memory as a source and sink. Asking for the next batch runs the event queue until something
 * arrives; the source ends when nothing is left to happen.
 */
export function memorySource(link: Attachable, queue: EventQueue, name: string): FrameSource & FrameSink {
  let arrived: CapturedFrame[] = [];
  let no = 0;
  let open = true;
  const port = link.attach(name, (octets) => {
    arrived.push({ no: ++no, at: queue.now, direction: 'in', linkType: LINK_TYPE.ethernet, octets, originalLength: octets.length });
  });
  const takeArrived = (): readonly CapturedFrame[] => {
    const batch = arrived;
    arrived = [];
    return batch;
  };
  return {
    stamps: { clock: 'virtual', uncertainty: ZERO },
    // eslint-disable-next-line @typescript-eslint/require-await -- virtual time does not wait
    async *batches() {
      while (open) {
        if (arrived.length > 0) yield takeArrived();
        else if (!queue.runNext()) return;
      }
    },
    send(octets) {
      port.transmit(octets);
      return { notBefore: queue.now, notAfter: queue.now };
    },
    problem: () => undefined,
    losses: () => 0,
    close() {
      open = false;
      port.detach();
      return Promise.resolve();
    },
  };
}
