import { ALL_NODES, address, isMulticast } from '../../reference/net/address.js';
import { linkLayerAddress, parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { decodeFrame, frame, layer, type LayerDraft } from '../../reference/wire/frame.js';
import { EchoReply, echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement, NeighborSolicitation } from '../../reference/wire/nd.js';
import { targetLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { makeNamespaces } from '../adapters/namespaces.js';
import { runProgram } from '../adapters/run-program.js';
import { describeProblem } from '../links/frames.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import type { Outcome } from './figure.js';

const NAME = 'live echo round trip over veth, as a test sees it';
const INTERFACE = 'bench0';
const KERNEL = address('fe80::be:1');
const TESTER = address('fe80::be:2');
const TESTER_MAC = linkLayerAddress([0x02, 0xbe, 0, 0, 0, 2]);
const WARM_UP = 500;
const ROUND_TRIPS = 4_000;
const PATIENCE_MS = 2_000;

/** Echo Requests to the kernel in a namespace of its own, one after the other, through the capture process. */
export async function benchLiveEcho(): Promise<readonly Outcome[]> {
  if (process.getuid?.() !== 0) return [{ name: NAME, because: 'it needs root' }];
  const made = await makeNamespaces(
    [
      { name: 'kernel', silent: false },
      { name: 'tester', silent: true },
    ],
    [{ name: INTERFACE, between: ['kernel', 'tester'] }],
  );
  if (!made.ok) return [{ name: NAME, because: made.error.detail }];
  const { names, remove } = made.value;
  try {
    return await inNamespaces(names.get('kernel') ?? '', names.get('tester') ?? '');
  } finally {
    await remove();
  }
}

async function inNamespaces(kernel: string, tester: string): Promise<readonly Outcome[]> {
  const within = (namespace: string, ...words: readonly string[]) => runProgram(['ip', 'netns', 'exec', namespace, ...words]);
  await within(kernel, 'sysctl', '-q', '-w', `net.ipv6.conf.${INTERFACE}.accept_dad=0`);
  await within(tester, 'ip', 'link', 'set', INTERFACE, 'up');
  await within(kernel, 'ip', 'link', 'set', INTERFACE, 'up');
  await within(kernel, 'ip', '-6', 'addr', 'add', 'fe80::be:1/64', 'dev', INTERFACE, 'nodad');
  const shown = await within(kernel, 'cat', `/sys/class/net/${INTERFACE}/address`);
  const mac = parseLinkLayerAddress(shown.stdout.trim());
  const opened = await openNicPort({ interface: INTERFACE, namespace: tester });
  if (!opened.ok) return [{ name: NAME, because: describeProblem(opened.error) }];
  if (!mac) return [{ name: NAME, because: `the kernel's link-layer address is not known: ${shown.stderr}` }];
  try {
    return figures(await roundTrips(opened.value, mac));
  } finally {
    await opened.value.close();
  }
}

/** Microseconds from the call that sends to the call that delivers the answer. */
async function roundTrips(port: NicPort, mac: Uint8Array): Promise<readonly number[]> {
  let expected = -1;
  let arrived: (() => void) | undefined;
  const send = (destination: Uint8Array, ...layers: readonly LayerDraft[]): void => {
    const to = isMulticast(destination) ? Uint8Array.of(0x33, 0x33, ...destination.subarray(12)) : mac;
    port.send(frame(ethernet({ source: TESTER_MAC, destination: to }), ipv6({ source: TESTER, destination }), ...layers).octets);
  };
  const advertise = (destination: Uint8Array, solicited: boolean): void =>
    send(destination, neighborAdvertisement({ solicited, override: true, target: TESTER, options: [targetLinkLayerAddress(TESTER_MAC)] }));
  port.listen(0, (batch) => {
    for (const { octets } of batch) {
      const decoded = decodeFrame(octets);
      if (layer(decoded, EchoReply)?.sequence === expected) arrived?.();
      else if (layer(decoded, NeighborSolicitation)) advertise(KERNEL, true);
    }
  });
  advertise(ALL_NODES, false);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + ROUND_TRIPS; n++) {
    expected = n & 0xffff;
    const begin = process.hrtime.bigint();
    const answer = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      arrived = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    send(KERNEL, echoRequest({ identifier: 7, sequence: expected, data: new Uint8Array(56) }));
    const answered = await answer;
    if (n >= WARM_UP && answered) times.push(Number(process.hrtime.bigint() - begin) / 1_000);
  }
  return times.sort((a, b) => a - b);
}

function figures(times: readonly number[]): readonly Outcome[] {
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  if (times.length < ROUND_TRIPS * 0.99) return [{ name: NAME, because: `only ${times.length} of ${ROUND_TRIPS} requests were answered` }];
  return [
    { name: `${NAME}, median`, value: at(0.5), unit: 'µs', budget: { atMost: 50 } },
    { name: `${NAME}, 99th percentile`, value: at(0.99), unit: 'µs', budget: { atMost: 500 } },
    { name: `${NAME}, longest`, value: at(1), unit: 'µs' },
  ];
}
