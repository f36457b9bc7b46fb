import { expect } from 'chai';
import { raw } from '../../reference/wire/frame.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { address, ALL_NODES, solicitedNodeMulticast, UNSPECIFIED } from '../../reference/net/address.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { udp } from '../../reference/wire/udp.js';
import type { Check } from '../../suites/kit/judgement.js';
import { judgedScene } from './crafted/judged-scene.js';
import type { Scene } from './crafted/scene.js';
import { IDENTIFICATION } from './crafted/violations-headers.js';
import { forwards, large, routes, tooBig } from './crafted/violations-paths.js';

const REDUCES = 'pmtu.packet-too-big.reduces';
const said = async (rule: string, play: (s: Scene) => void): Promise<Check | undefined> => (await judgedScene(rule, play))[0];

/** Node a is told twice that its requests are too big, and then does something. */
const told =
  (then: (s: Scene) => void) =>
  (s: Scene): void => {
    for (const at of [0, 2_000]) {
      large(s, at, 1_500);
      tooBig(s, at + 10, 1_500, 1_400);
    }
    then(s);
  };

describe('the judge of path MTUs', () => {
  it('passes packets as large as was told, in fragments too', async () => {
    const fragmented = (s: Scene): void =>
      s.send(
        3_000,
        s.a,
        { source: s.a.global, destination: s.b.global },
        fragment({ identification: IDENTIFICATION, moreFragments: true }),
        raw(new Uint8Array(1_352), 59),
      );
    expect(
      await said(
        REDUCES,
        told((s) => large(s, 4_000, 1_400)),
      ),
    ).to.include({ broken: 0, kept: 1 });
    expect(await said(REDUCES, told(fragmented))).to.include({ broken: 0, kept: 1 });
  });

  it('fails what is larger, and what is larger in fragments', async () => {
    expect(
      await said(
        REDUCES,
        told((s) => large(s, 4_000, 1_401)),
      ),
    ).to.include({ verdict: 'fail', broken: 1 });
    const fragmented = (s: Scene): void =>
      s.send(
        4_000,
        s.a,
        { source: s.a.global, destination: s.b.global },
        fragment({ identification: IDENTIFICATION, moreFragments: true }),
        raw(new Uint8Array(1_360), 59),
      );
    expect(await said(REDUCES, told(fragmented))).to.include({ verdict: 'fail', broken: 1 });
  });

  it('leaves undecided what followed one message, came within a second, or has another flow label', async () => {
    const once = (s: Scene): void => {
      large(s, 0, 1_500);
      tooBig(s, 10, 1_500, 1_400);
      large(s, 500, 1_500);
      large(s, 4_000, 1_500);
    };
    expect(await said(REDUCES, once)).to.include({ verdict: 'inconclusive', broken: 0, undecided: 2 });
    const capturedTwice = (s: Scene): void => {
      large(s, 0, 1_500);
      for (const at of [10, 12]) tooBig(s, at, 1_500, 1_400);
      large(s, 4_000, 1_500);
    };
    expect(await said(REDUCES, capturedTwice)).to.include({ broken: 0, undecided: 1 });
    expect(
      await said(
        REDUCES,
        told((s) => large(s, 4_000, 1_500, s.b.global, { flowLabel: 9 })),
      ),
    ).to.include({ broken: 0 });
  });

  it('says nothing of other paths, five minutes later, or after the node started anew', async () => {
    for (const then of [
      (s: Scene): void => large(s, 4_000, 1_500, s.router.global),
      (s: Scene): void => large(s, 303_000, 1_500),
      (s: Scene): void => {
        s.send(
          3_000,
          s.a,
          { source: UNSPECIFIED, destination: solicitedNodeMulticast(s.a.global) },
          neighborSolicitation({ target: s.a.global }),
        );
        large(s, 4_000, 1_500);
      },
    ])
      expect(await said(REDUCES, told(then))).to.include({ broken: 0, undecided: 1 });
  });

  it('says nothing of segments that the network card may cut, nor of messages about packets that nobody saw', async () => {
    const datagram = (s: Scene): void =>
      s.send(4_000, s.a, { source: s.a.global, destination: s.b.global }, udp({ data: new Uint8Array(1_452) }));
    expect(await said(REDUCES, told(datagram))).to.include({ broken: 0, kept: 0 });
    const unseen = (s: Scene): void => {
      tooBig(s, 0, 1_500, 1_400);
      tooBig(s, 1_000, 1_500, 1_400);
      large(s, 4_000, 1_500);
    };
    expect(await said(REDUCES, unseen)).to.equal(undefined);
  });
});

describe('the judge of forwarding', () => {
  const rule = 'forwarding.hop-limit.decremented';

  it('passes a packet whose hop limit is one less, or several behind other routers', async () => {
    for (const left of [63, 60]) {
      const play = (s: Scene): void => {
        routes(s);
        forwards(s, 64, left);
      };
      expect(await said(rule, play)).to.include({ verdict: 'pass', kept: 1 });
      expect(await said('forwarding.hop-limit.used-up', play)).to.equal(undefined);
    }
  });

  it('takes what does not advertise itself as a router for a proxy or a bridge', async () => {
    expect(await said(rule, (s) => forwards(s, 64, 64))).to.equal(undefined);
  });

  it('does not take stamps out of order for a hop limit that grew', async () => {
    const play = (s: Scene): void => {
      routes(s);
      forwards(s, 63, 64);
    };
    expect(await said(rule, play)).to.equal(undefined);
  });

  it('takes equal packets of two links for two, unless the hop limit tells', async () => {
    const play = (s: Scene): void => {
      routes(s);
      forwards(s, 64, 64, { source: s.a.linkLocal, destination: ALL_NODES });
    };
    for (const one of ['source.not-link-local', 'group.not-link-local'])
      expect(await said(`forwarding.${one}`, play), one).to.equal(undefined);
  });

  it('knows which addresses never leave a link, and no others', async () => {
    const never = {
      'source.not-unspecified': { source: UNSPECIFIED },
      'source.not-loopback': { source: address('::1') },
      'source.not-multicast': { source: address('ff0e::6:7:8') },
      'destination.not-loopback': { destination: address('::1') },
    } as const;
    const forwarded = (between: object, left: number) => (s: Scene) => {
      routes(s);
      forwards(s, 64, left, between);
    };
    for (const [one, between] of Object.entries(never)) {
      const of = (left: number, ends: object) => said(`forwarding.${one}`, forwarded(ends, left));
      expect(await of(63, between), one).to.include({ verdict: 'fail', broken: 1 });
      expect(await of(64, between), `${one}, with the same hop limit`).to.equal(undefined);
      expect(await of(63, {}), `${one}, of usual addresses`).to.include({ verdict: 'pass', kept: 1 });
      for (const [other, ends] of Object.entries(never))
        if (other !== one) expect(await of(63, ends), `${one}, where ${other} is broken`).to.include({ verdict: 'pass' });
    }
  });
});
