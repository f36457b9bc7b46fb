import { failed, ok, type Result } from './net/result.js';
import type { NodeContext, Ipv6Interface } from './ipv6/services.js';
import { ripngSurroundings } from './routing/ripng/ripng-on-node.js';
import { RipngProcess } from './routing/ripng/ripng-process.js';
import type { RipngSettings } from './routing/ripng/settings.js';
import { UdpPrograms } from './transport/udp/udp-programs.js';

/** The programs of a node: what runs on its UDP and its routes, and can be started and stopped. */
export class Programs {
  readonly udp: UdpPrograms;
  readonly #context: NodeContext;
  readonly #interfaces: ReadonlyMap<string, Ipv6Interface>;
  #ripng: RipngProcess | undefined;

  constructor(context: NodeContext, interfaces: ReadonlyMap<string, Ipv6Interface>) {
    this.udp = new UdpPrograms(context.udp);
    this.#context = context;
    this.#interfaces = interfaces;
  }

  get ripng(): RipngProcess | undefined {
    return this.#ripng;
  }

  /** Starts RIPng, anew where it runs already; the text says why it cannot. */
  startRipng(settings: RipngSettings): Result<void, string> {
    for (const name of settings.interfaces.keys()) if (!this.#interfaces.has(name)) return failed(`RIPng: there is no interface "${name}"`);
    this.stopRipng();
    const opened = RipngProcess.open(ripngSurroundings(this.#context, this.#interfaces), settings);
    if (!opened.ok) return opened;
    this.#ripng = opened.value;
    this.#ripng.start();
    return ok(undefined);
  }

  /** False when it did not run. */
  stopRipng(): boolean {
    const running = this.#ripng;
    running?.stop();
    this.#ripng = undefined;
    return running !== undefined;
  }
}
