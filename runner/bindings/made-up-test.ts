import type { Address } from '../../reference/net/address.js';
import { linkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Duration } from '../../reference/time.js';
import { echoReply, echoRequest, frame, ipv6, type DecodedFrame, type FrameDraft } from '../../reference/wire/index.js';
import { conformance, type ConformanceTest, type RegisteredTest } from '../../suites/kit/conformance.js';
import { requirements } from '../../suites/kit/ledger.js';
import { declare } from '../../suites/kit/registry.js';
import type { Level } from '../../suites/kit/requirement.js';
import type { Sent, TestContext } from '../../suites/kit/test-context.js';
import { oneLink } from '../../suites/kit/testbed.js';
import { executeTest, type Executed } from '../execute.js';
import { SCRIPTED_ADDRESS, scriptedBinding, type Script } from './scripted-device.js';
import type { VirtualBenchOptions } from './virtual-bench.js';

/** Tests of the kit declare a test on the spot and run it against a scripted device. */

const line = (slug: string, level: Level) => ({ slug, rfc: 4443, section: '4.2', level, role: 'node', text: `what ${slug} says` });
export const MADE_UP_LINES = [line('own-must', 'MUST'), line('own-should', 'SHOULD'), line('own-may', 'MAY'), line('own-kame', 'KAME')];

export function madeUpTest(run: (t: TestContext) => Promise<void>, more: Partial<ConformanceTest> = {}): RegisteredTest {
  const registry = declare(() => {
    requirements(MADE_UP_LINES);
    conformance({ id: 'kit.made.up', title: 'made up', requirement: 'own-must', role: 'node', testbed: oneLink, ...more, run });
  });
  return registry.tests()[0] as RegisteredTest;
}

export interface Setting extends Partial<ConformanceTest> {
  readonly script?: Script;
  readonly bench?: Partial<VirtualBenchOptions>;
}

export const runMadeUp = (body: (t: TestContext) => Promise<void>, { script, bench, ...more }: Setting = {}): Promise<Executed> =>
  executeTest(madeUpTest(body, more), scriptedBinding(script, bench), { seed: 7 });

/** The identifier by which a device tells the echo of a made-up test from the observer's. */
const IDENTIFIER = 1;
export const ECHO_REPLY = { 'echoReply.identifier': IDENTIFIER };

export const echo = (t: TestContext, sequence = 1): FrameDraft =>
  frame(ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal }), echoRequest({ identifier: IDENTIFIER, sequence }));
export const ask = (t: TestContext): Promise<Sent> => t.send('echo request', echo(t));

export const isTestEcho = (decoded: DecodedFrame): boolean =>
  decoded.layers.some((one) => one.name === 'echoRequest' && (one.value as { identifier: number }).identifier === IDENTIFIER);

export const senderMac = (decoded: DecodedFrame): LinkLayerAddress =>
  linkLayerAddress((decoded.layers[0]?.value as { source: Uint8Array }).source);
export const senderAddress = (decoded: DecodedFrame): Address =>
  (decoded.layers.find((one) => one.name === 'ipv6')?.value as { source: Address }).source;

export const echoAnswer = (decoded: DecodedFrame, fields: Parameters<typeof echoReply>[0] = {}): FrameDraft =>
  frame(
    ipv6({ source: SCRIPTED_ADDRESS, destination: senderAddress(decoded) }),
    echoReply({ identifier: IDENTIFIER, sequence: 1, ...fields }),
  );

/** A device that answers the test's own echo late. */
export const answersAfter = (wait: Duration): Script => ({
  hears(decoded, device) {
    if (!isTestEcho(decoded)) return undefined;
    device.later(wait, () => device.send(echoAnswer(decoded), senderMac(decoded)));
    return 'handled';
  },
});

/** A device that never answers the test's own echo. */
export const deafToTest: Script = { hears: (decoded) => (isTestEcho(decoded) ? 'handled' : undefined) };
