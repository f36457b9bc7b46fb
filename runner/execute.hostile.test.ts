import { expect } from 'chai';
import { ALL_NODES } from '../reference/net/address.js';
import { multicastLinkLayerAddress } from '../reference/net/link-layer-address.js';
import { milliseconds, minutes } from '../reference/time.js';
import {
  destinationOptions,
  echoReply,
  fragment,
  frame,
  ipv6,
  prefixInformation,
  routerAdvertisement,
  type FrameDraft,
  type LayerDraft,
} from '../reference/wire/index.js';
import { tests } from '../suites/index.js';
import { MOST_ARRIVALS } from '../suites/kit/bench-recorder.js';
import { ask, ECHO_REPLY, runMadeUp } from './bindings/made-up-test.js';
import { SCRIPTED_ADDRESS, scriptedBinding, type Script } from './bindings/scripted-device.js';
import { executeTest } from './execute.js';

const toAll = (...layers: readonly LayerDraft[]): FrameDraft =>
  frame(ipv6({ source: SCRIPTED_ADDRESS, destination: ALL_NODES, hopLimit: 255 }), ...layers);
const EVERYBODY = multicastLinkLayerAddress(ALL_NODES);
const times = <T>(count: number, make: (nth: number) => T): readonly T[] => Array.from({ length: count }, (_, nth) => make(nth));

/** What follows each frame that it hears, beside its usual answers. */
const answering = (...nonsense: readonly FrameDraft[]): Script => ({
  hears(_decoded, device) {
    for (const one of nonsense) device.send(one, EVERYBODY);
    return undefined;
  },
});

const chain = toAll(...times(180, () => destinationOptions()), echoReply());
const firstFragments = times(40, (identification) =>
  toAll(fragment({ identification, moreFragments: true }), echoReply({ data: new Uint8Array(1_000) })),
);
const advertisement = toAll(routerAdvertisement({ options: times(45, () => prefixInformation({ prefixLength: 64 })) }));

const HOSTILE: Readonly<Record<string, Script>> = {
  'chains of 180 extension headers': answering(chain),
  'fragments that never end': answering(...firstFragments),
  'Router Advertisements with 45 options each': answering(...times(10, () => advertisement)),
  'its own solicitations and advertisements back': {
    hears(decoded, device) {
      device.environment.transmit('link0', decoded.octets.slice());
      return undefined;
    },
  },
};

/** Of each subject the first test that has one link: enough of every kind of expectation. */
const chosen = [
  ...new Map(tests.filter(({ role }) => role !== 'router').map((test) => [test.id.split('.').slice(0, 2).join('.'), test])).values(),
];

describe('a hostile device', function () {
  this.timeout(120_000);

  for (const [what, script] of Object.entries(HOSTILE))
    it(`comes to a verdict in every test, whatever it sends: ${what}`, async () => {
      for (const test of chosen) {
        const { record, details } = await executeTest(test, scriptedBinding(script), { seed: 7 });
        expect([record.verdict, record.reason.code], test.id).not.to.include('exception');
        expect(details.frames.length, test.id).to.be.below(2 * MOST_ARRIVALS);
      }
    });

  it('that never stops sending ends the test at once, and fills no memory', async () => {
    const flood: Script = {
      starts(device) {
        const send = (): void => {
          for (let i = 0; i < 1_000; i++) device.environment.transmit('link0', chain.octets);
          device.later(milliseconds(1), send);
        };
        device.later(milliseconds(500), send);
      },
    };
    const { record, details } = await runMadeUp(
      async (t) =>
        void (await t.expect('an answer', { ...ECHO_REPLY, 'echoReply.sequence': 99 }, { since: await ask(t), within: minutes(10) })),
      { script: flood },
    );
    expect([record.verdict, record.reason.code]).to.deep.equal(['inconclusive', 'flooded']);
    expect(record.reason.text).to.match(/^more than 50000 frames or 64 MiB came from the device during the test: capture its link/);
    expect(details.frames.length).to.be.below(MOST_ARRIVALS + 100);
  });
});
