import { expect } from 'chai';
import { rollDice } from './engine/drive.js';
import { virtualClock } from './engine/environment.js';
import { EventQueue } from './engine/event-queue.js';
import { prefixOf } from './net/prefix.js';
import { address } from './net/address.js';
import { createNode, type Node } from './node.js';
import { NODE_MAC } from './node-bench.js';
import { RIPNG_PORT } from './routing/ripng/constants.js';
import { RIPNG_INTERFACE, ripngOn } from './routing/ripng/defaults.js';
import type { RipngSettings } from './routing/ripng/settings.js';

const aggregate = { prefix: prefixOf(address('2001:db8::'), 32), metric: 1, routeTag: 0 };
const AGGREGATED: RipngSettings = {
  ...ripngOn(['link0']),
  interfaces: new Map([['link0', { ...RIPNG_INTERFACE.current, aggregates: [aggregate] }]]),
};

/** A router on a link where nobody else is. */
function router(ripng?: RipngSettings, routeAdded: (node: Node) => void = () => undefined): Node {
  const node = createNode(
    {
      name: 'dut',
      role: 'router',
      behaviour: 'current',
      interfaces: [{ name: 'link0', linkLayerAddress: NODE_MAC }],
      ...(ripng && { ripng }),
    },
    {
      ...virtualClock(new EventQueue()),
      random: rollDice('earliest'),
      transmit: () => undefined,
      event: ({ name, detail }) => {
        if (name === 'route-added' && detail.endsWith(' ripng')) routeAdded(node);
      },
    },
  );
  return node;
}

describe('RIPng as a program of a node', () => {
  it('is there to be asked when its first routes come, each time that it starts', () => {
    const asked: (RipngSettings | undefined)[] = [];
    const node = router(AGGREGATED, ({ programs }) => asked.push(programs.ripng?.settings));
    node.start();
    const again = { ...AGGREGATED, routeTag: 7 };
    expect(node.programs.startRipng(again)).to.deep.equal({ ok: true, value: undefined });
    expect(asked).to.deep.equal([AGGREGATED, again]);
  });

  it('does not start where another program has its port, and leaves no route', () => {
    const node = router();
    node.start();
    const taken = node.udp.bind({ port: RIPNG_PORT }, { received: () => undefined });
    expect(node.programs.startRipng(AGGREGATED)).to.deep.equal({ ok: false, error: 'RIPng cannot have port 521: port-in-use' });
    expect(node.programs.ripng).to.equal(undefined);
    expect(node.routes().filter(({ origin }) => origin === 'ripng')).to.deep.equal([]);
    if (taken.ok) taken.value.close();
    expect(node.programs.startRipng(AGGREGATED).ok).to.equal(true);
    expect(node.routeTo(aggregate.prefix.address)?.origin).to.equal('ripng');
  });

  it('is not left out silently: a node that cannot run it does not start', () => {
    expect(() => router(ripngOn(['link9'])).start()).to.throw('RIPng: there is no interface "link9"');
  });
});
