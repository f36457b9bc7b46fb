import { expect } from 'chai';
import type { SendStamp } from '../../suites/kit/bench.js';
import { address, formatAddress } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { NodeConfiguration } from '../../reference/node.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { notation } from '../../reference/wire/notation.js';
import type { CapturedFrame, SourceProblem } from '../links/frames.js';
import type { NicPort } from '../links/nic/nic-port.js';
import { startLiveNode, type LiveNode } from './live-node.js';

type Receive = (batch: readonly CapturedFrame[]) => void;

/** A NIC that is none: what the node sends is kept, and the link can be lost. */
class MadeUpPort {
  readonly sent: string[] = [];
  receive: Receive = () => undefined;
  lose: (problem: SourceProblem) => void = () => undefined;

  listen(_zeroUs: number, receive: Receive, onLost: (problem: SourceProblem) => void = () => undefined): void {
    [this.receive, this.lose] = [receive, onLost];
  }

  send(octets: Uint8Array): SendStamp {
    this.sent.push(notation(decodeFrame(octets)));
    return {} as SendStamp;
  }
}

const configuration = (...names: readonly string[]): NodeConfiguration => ({
  name: 'r1',
  role: 'router',
  behaviour: 'current',
  interfaces: names.map((name, i) => ({
    name,
    linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, i + 1]),
    interfaceIdentifier: 'eui64',
    dupAddrDetectTransmits: 0,
  })),
});

describe('a node on NICs', () => {
  const ports = new Map<string, MadeUpPort>();
  const told: string[] = [];
  let live: LiveNode;

  function start(...names: readonly string[]): void {
    told.length = 0;
    ports.clear();
    for (const name of names) ports.set(name, new MadeUpPort());
    live = startLiveNode(
      ports as ReadonlyMap<string, unknown> as ReadonlyMap<string, NicPort>,
      configuration(...names),
      { seed: 7 },
      {
        usable: (address, link) => told.push(`${formatAddress(address)}%${link}`),
        ready: () => told.push('ready'),
        event: () => undefined,
        lost: (link, why) => told.push(`${link} lost: ${why}`),
        ended: () => told.push('ended'),
      },
    );
  }

  afterEach(() => live.stop());

  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  const lose = (name: string): void => ports.get(name)?.lose({ kind: 'link-lost', detail: 'no carrier' });

  it('tells its addresses on each, then that it is ready', async () => {
    start('eth1', 'eth2');
    await turn();
    expect(told).to.deep.equal(['fe80::ff:fe00:1%eth1', 'fe80::ff:fe00:2%eth2', 'ready']);
    for (const { sent } of ports.values()) expect(sent.join()).to.contain('MLDv2 report');
  });

  it('is looked at once when it tells of many things at a time', async () => {
    start('eth1', 'eth2');
    await turn();
    let looks = 0;
    const { interfaces } = live.node;
    live.node.interfaces = () => (looks++, interfaces.call(live.node));
    let events = 0;
    live.observe(() => events++);
    for (let i = 0; i < 50; i++)
      live.node.command({ kind: 'add-route', link: 'eth1', prefix: prefixOf(address(`2001:db8:${i}::`), 48), gateway: address('fe80::9') });
    await turn();
    expect(events).to.be.at.least(50);
    expect(looks).to.equal(1);
  });

  it('goes on without a link that is lost, and with one that comes back', async () => {
    start('eth1', 'eth2');
    await turn();
    lose('eth1');
    await turn();
    expect(told.slice(3)).to.deep.equal(['eth1 lost: no carrier']);
    expect(live.node.interfaces().map(({ up }) => up)).to.deep.equal([false, true]);
    expect(live.isLost('eth1')).to.equal(true);
    live.attach('eth1', new MadeUpPort() as unknown as NicPort);
    await turn();
    expect(told.slice(4)).to.deep.equal(['fe80::ff:fe00:1%eth1']);
    expect(live.isLost('eth1')).to.equal(false);
  });

  it('ends with its last link', async () => {
    start('eth1', 'eth2');
    await turn();
    lose('eth1');
    lose('eth2');
    expect(told.slice(3)).to.deep.equal(['eth1 lost: no carrier', 'eth2 lost: no carrier', 'ended']);
  });

  it('has as many observers as want it, for as long as they want', async () => {
    start('eth1');
    await turn();
    const heard: string[] = [];
    const end = live.observe(({ name, port }) => heard.push(`${port} ${name}`));
    live.node.command({ kind: 'interface-down', link: 'eth1' });
    end();
    live.node.command({ kind: 'interface-up', link: 'eth1' });
    expect(heard).to.include('eth1 interface-down').and.not.include('eth1 interface-up');
  });
});
