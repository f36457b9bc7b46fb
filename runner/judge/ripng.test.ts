import { expect } from 'chai';
import { lives } from './crafted/messages.js';
import { judgedScene } from './crafted/judged-scene.js';
import type { Scene } from './crafted/scene.js';
import { acrossLinks, answer, ask, askAll, known, regularly, route, update, WHOLE_TABLE } from './crafted/violations-ripng.js';

const A = '02:51:00:00:01:01';
const INTERVALS = [0, 20, 60, 104];

/** What a rule says of node a, which is known by its link-layer address. */
const ofA = async (rule: string, play: (s: Scene) => void) => (await judgedScene(`ripng.${rule}`, play)).find(({ node }) => node === A);

describe('the judge of RIPng messages', () => {
  it('passes an update that is right in every respect, and is silent about what is not in it', async () => {
    const play = (s: Scene): void => update(s, 0, [route(1), route(2, 16)]);
    for (const rule of ['message.command', 'message.version', 'message.reserved', 'message.length', 'message.checksum'])
      expect(await ofA(rule, play), rule).to.include({ verdict: 'pass', kept: 1 });
    for (const rule of ['destination', 'source-port', 'destination-port', 'source', 'hop-limit', 'size'])
      expect(await ofA(`update.${rule}`, play), rule).to.include({ verdict: 'pass', kept: 1 });
    for (const rule of ['metric', 'prefix-length', 'not-link-local', 'not-multicast', 'masked'])
      expect(await ofA(`route.${rule}`, play), rule).to.include({ verdict: 'pass', kept: 1 });
    for (const rule of ['route.default', 'next-hop.address', 'next-hop.zero-fields'])
      expect(await ofA(rule, play), rule).to.equal(undefined);
  });

  it('asks nothing of who asks from another port, and of answers no link-local source and no hop limit', async () => {
    const play = (s: Scene): void => {
      known(s);
      ask(s, 10, [route(1, 0, { prefixLength: 200 })]);
      answer(s, 20, [route(1, 16, { prefixLength: 200 })]);
    };
    const versions = await judgedScene('ripng.message.version', play);
    expect(versions.map(({ node }) => node)).to.deep.equal([A]);
    for (const rule of ['update.source', 'update.hop-limit', 'route.prefix-length'])
      expect(await ofA(rule, play), rule).to.equal(undefined);
  });

  it('does not blame the holder of an address for what another sends from it', async () => {
    const spoofed = (s: Scene): void => {
      known(s);
      update(s, 10, [route(1)], { from: s.b, header: { source: s.a.global } });
    };
    expect(await judgedScene('ripng.update.source', spoofed)).to.deep.equal([]);
  });
});

describe('the judge of RIPng updates', () => {
  it('passes pauses of 15 to 45 s', async () => {
    expect(await ofA('update.interval', (s) => regularly(s, INTERVALS, [route(1)]))).to.include({ verdict: 'pass', kept: 2, missing: 0 });
  });

  it('leaves one long pause undecided, and any pause of a router that asks for everything again', async () => {
    const once = await ofA('update.interval', (s) => {
      for (const at of [0, 30, 60, 90, 130, 160]) {
        update(s, at * 1_000, [route(2)], { from: s.b });
        if (at <= 30 || at >= 130) update(s, at * 1_000 + 500, [route(1)]);
      }
    });
    expect(once).to.include({ verdict: 'pass', missing: 0, undecided: 1 });
    const unseen = await ofA('update.interval', (s) => regularly(s, [0, 30, 130, 230, 330], [route(1)]));
    expect(unseen, 'nothing else was captured').to.include({ verdict: 'inconclusive', missing: 0, undecided: 3 });
    const restarted = await ofA('update.interval', (s) => {
      for (const start of [0, 200, 400]) {
        askAll(s, start * 1_000);
        regularly(s, [start + 1, start + 30], [route(1)]);
      }
    });
    expect(restarted).to.equal(undefined);
  });

  it('expects nothing of who has nothing to tell', async () => {
    const play = (s: Scene): void => regularly(s, [0, 100, 200, 300], [route(1, 16)]);
    expect(await ofA('update.interval', play)).to.equal(undefined);
  });

  it('takes no triggered update for a regular one', async () => {
    const play = (s: Scene): void => [0, 20, 40].forEach((at, i) => update(s, at * 1_000, [route(i)]));
    expect(await ofA('update.interval', play)).to.equal(undefined);
  });

  it('passes a router that asks when it starts, and asks nobody whether it was there before the capture', async () => {
    const others = (s: Scene): void => regularly(s, [0, 30, 60, 90, 120], [route(9)], { from: s.b });
    const started = await ofA('request.at-start', (s) => {
      others(s);
      askAll(s, 130_000);
      regularly(s, [131, 160], [route(1)]);
    });
    expect(started).to.include({ verdict: 'pass', kept: 1 });
    expect(await ofA('request.at-start', (s) => regularly(s, [0, 30, 60], [route(1)]))).to.equal(undefined);
  });

  it('passes triggered updates a second apart, and one beside a regular one', async () => {
    const play = (s: Scene): void => [0, 1_100, 1_200, 2_400].forEach((at, i) => update(s, at, [route(1, 2 + i)]));
    expect(await ofA('update.hold-off', play)).to.include({ verdict: 'pass', broken: 0, kept: 2 });
  });

  it('does not take the messages of one long update for several', async () => {
    const play = (s: Scene): void =>
      [0, 1, 2, 3, 4].forEach((n) =>
        update(
          s,
          n,
          Array.from({ length: 20 }, (_, i) => route(1 + 20 * n + i)),
        ),
      );
    expect(await ofA('update.hold-off', play)).to.equal(undefined);
  });
});

describe('the judge of lost routes of RIPng', () => {
  const lossAt60 = (s: Scene): void => {
    regularly(s, [0, 30], [route(1), route(2)]);
    regularly(s, [60, 90, 120, 150], [route(1), route(2, 16)]);
  };

  it('passes 120 s of metric 16, and silence then', async () => {
    const play = (s: Scene): void => {
      lossAt60(s);
      regularly(s, [185], [route(1)]);
    };
    expect(await ofA('lost-route.told', play)).to.include({ verdict: 'pass', kept: 3, missing: 0 });
    expect(await ofA('lost-route.removed', play)).to.include({ verdict: 'pass', kept: 1, missing: 0 });
  });

  it('asks nothing of a route that comes back, that another router offers, or in updates that have not everything', async () => {
    const loss = (s: Scene): void => {
      regularly(s, [0, 30], [route(1), route(2)]);
      update(s, 60_000, [route(1), route(2, 16)]);
    };
    const back = await ofA('lost-route.told', (s) => {
      loss(s);
      update(s, 70_000, [route(1), route(2, 3)]);
      update(s, 100_000, [route(1)]);
    });
    const offered = await ofA('lost-route.told', (s) => {
      loss(s);
      update(s, 70_000, [route(2)], { from: s.b });
      update(s, 100_000, [route(1)]);
    });
    const inPart = await ofA('lost-route.told', (s) => {
      loss(s);
      update(s, 95_000, [route(3)]);
    });
    // All that is left has changed: a triggered update need not have the lost route (RFC 2080 section 2.5.1).
    const triggered = await ofA('lost-route.told', (s) => {
      loss(s);
      update(s, 95_000, [route(1, 5)]);
    });
    expect([back, offered, inPart, triggered]).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  it('lets a router poison for as long as it likes what another offers', async () => {
    const play = (s: Scene): void => {
      regularly(s, [0], [route(1), route(2)]);
      for (const at of [30, 60, 90, 120, 150, 180, 210]) {
        update(s, at * 1_000, [route(2)], { from: s.b });
        update(s, at * 1_000 + 10, [route(1), route(2, 16)]);
      }
    };
    expect(await ofA('lost-route.removed', play)).to.equal(undefined);
  });
});

describe('the judge of split horizon', () => {
  it('passes poison, and leaves what a router offers after another undecided', async () => {
    const poisoning = (s: Scene): void => {
      update(s, 0, [route(2)], { from: s.b });
      update(s, 10, [route(1), route(2, 16)]);
    };
    for (const rule of ['not-returned', 'poisoned'])
      expect(await ofA(`split-horizon.${rule}`, poisoning)).to.include({ verdict: 'pass', kept: 1 });
    const returned = await ofA('split-horizon.not-returned', (s) => {
      update(s, 0, [route(2)], { from: s.b });
      update(s, 10, [route(1), route(2, 2)]);
    });
    expect(returned).to.include({ verdict: 'inconclusive', kept: 0, broken: 0, undecided: 1 });
  });

  it('passes a tag that goes from one link to another', async () => {
    expect(await ofA('route.tag', (s) => acrossLinks(s, 7))).to.include({ verdict: 'pass', kept: 2, broken: 0 });
  });
});

describe('the judge of RIPng answers', () => {
  const asked = [route(1, 0, { routeTag: 5 }), route(2, 3)];

  it('passes an answer to the address and port of who asked, entry by entry', async () => {
    const play = (s: Scene): void => {
      known(s);
      ask(s, 10, asked);
      answer(s, 20, [route(1, 4, { routeTag: 5 }), route(2, 16)]);
    };
    for (const rule of ['to-port', 'source-port', 'source', 'entries'])
      expect(await ofA(`answer.${rule}`, play), rule).to.include({ verdict: 'pass', kept: 1 });
  });

  it('passes the answer to a router that starts', async () => {
    const play = (s: Scene): void => {
      askAll(s, 0, s.b);
      update(s, 100, [route(1)], { header: { destination: s.b.linkLocal } });
    };
    expect(await ofA('answer.to-router', play)).to.include({ verdict: 'pass', kept: 1 });
  });

  it('does not compare answers of which it cannot tell the request', async () => {
    const several = await ofA('answer.entries', (s) => {
      known(s);
      ask(s, 10, asked);
      ask(s, 20, WHOLE_TABLE);
      answer(s, 30, [route(3)]);
    });
    expect(several).to.include({ verdict: 'inconclusive', undecided: 1, missing: 0 });
    const unseen = await ofA('answer.to-port', (s) => {
      known(s);
      answer(s, 30, [route(3)]);
    });
    expect(unseen).to.include({ verdict: 'inconclusive', undecided: 1 });
  });

  it('never blames silence, and passes it only after a request without entries', async () => {
    const silent = (entries: readonly ReturnType<typeof route>[]) => (s: Scene) => {
      known(s);
      update(s, 5, [route(1)]);
      ask(s, 10, entries);
      lives(s, 5_000, s.a, s.a.global);
      update(s, 40_000, [route(1)]);
    };
    expect(await ofA('answer.to-port', silent(asked))).to.include({ verdict: 'inconclusive', undecided: 1, missing: 0 });
    expect(await ofA('answer.empty-request', silent([]))).to.include({ verdict: 'pass', kept: 1 });
    expect(await ofA('answer.to-port', silent([]))).to.equal(undefined);
  });
});
