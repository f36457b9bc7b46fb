import { expect } from 'chai';
import { failed, ok } from '../../reference/net/result.js';
import { ZERO } from '../../reference/time.js';
import { ignoringHopByHop, oneLink, processingHopByHop, twoLinks } from '../../suites/kit/testbed.js';
import type { Adapter } from '../adapters/adapter.js';
import type { InterfaceFacts } from '../links/nic/interface-facts.js';
import { bindLive, refusalOf } from './nic.js';

const SETTINGS = { name: 'AX-3', spec: 'ax3.yaml', claims: new Set<string>(), floor: ZERO, useAnyway: () => false };
const TEST = { id: 'x', seed: 1, plays: 'host' };

function scripted(over: Partial<Adapter>): { readonly adapter: Adapter; readonly calls: string[] } {
  const calls: string[] = [];
  const adapter: Adapter = {
    name: 'scripted',
    actions: new Set(),
    prepare() {
      calls.push('prepare');
      return Promise.resolve(ok(undefined));
    },
    links: () => new Map([['link0', { interface: 'no-such-nic' }]]),
    do: () => Promise.resolve(ok(undefined)),
    state: () => Promise.reject(new Error('not asked for')),
    cleanUp: () => Promise.resolve(ok(undefined)),
    close() {
      calls.push('close');
      return Promise.resolve();
    },
    ...over,
  };
  return { adapter, calls };
}

describe('binding a device to NICs', () => {
  it('explains a testbed that does not fit', async () => {
    const { adapter } = scripted({});
    const opened = await bindLive(adapter, SETTINGS).open(twoLinks, TEST);
    expect(opened.ok ? undefined : opened.error).to.deep.equal({
      kind: 'does-not-fit',
      detail: 'testbed "router, two links" needs link1; ax3.yaml binds only link0. Add links.link1.',
    });
  });

  it('explains a testbed that a claim of the device, or the lack of it, does not fit', async () => {
    for (const [testbed, claims, detail] of [
      [processingHopByHop, [], 'the device does not claim hop-by-hop-in-transit'],
      [ignoringHopByHop, ['hop-by-hop-in-transit'], 'the device claims hop-by-hop-in-transit'],
    ] as const) {
      const opened = await bindLive(scripted({}).adapter, { ...SETTINGS, claims: new Set(claims) }).open(testbed, TEST);
      expect(opened.ok ? undefined : opened.error).to.deep.equal({ kind: 'does-not-fit', detail });
    }
  });

  it('tells the adapter which part the device is to play', async () => {
    const parts: string[] = [];
    const { adapter } = scripted({
      arrange(testbed, plays) {
        parts.push(`${testbed.title}: ${plays}`);
        return Promise.resolve(failed('not today'));
      },
    });
    const opened = await bindLive(adapter, SETTINGS).open(oneLink, { ...TEST, plays: 'router' });
    expect(opened.ok ? '' : opened.error.detail).to.equal('not today');
    expect(parts).to.deep.equal(['one link: router']);
  });

  it('names the interfaces that exist in place of one that does not', async () => {
    const { adapter } = scripted({});
    const opened = await bindLive(adapter, SETTINGS).open(oneLink, TEST);
    if (opened.ok) throw new Error('opened');
    expect(opened.error.kind).to.equal('link-lost');
    expect(opened.error.detail).to.match(/interface "no-such-nic" does not exist\. Present: |program "ip" is not installed/);
  });

  it('gives back what a failed preparation made, and prepares anew for the next test', async () => {
    const { adapter, calls } = scripted({
      prepare() {
        calls.push('prepare');
        return Promise.resolve(failed({ kind: 'unreachable', detail: 'nobody home' }));
      },
    });
    const binding = bindLive(adapter, SETTINGS);
    for (let i = 0; i < 2; i++) {
      const opened = await binding.open(oneLink, TEST);
      expect(opened.ok ? '' : opened.error.detail).to.equal('nobody home');
    }
    expect(calls).to.deep.equal(['prepare', 'close', 'prepare', 'close']);
  });

  it('refuses a NIC in use for good, and one that is not ready for now', () => {
    const facts: InterfaceFacts = {
      name: 'eth1',
      up: true,
      carrier: true,
      mtu: 1500,
      linkLayerAddress: '02:00:00:00:00:01',
      isLoopback: false,
      isLine: false,
      addresses: [],
      carriesDefaultRoute: false,
      kernelIpv6: false,
      offloads: ['gro'],
    };
    expect(refusalOf(facts, false)).to.equal(undefined);
    expect(refusalOf({ ...facts, carriesDefaultRoute: true }, false)?.kind).to.equal('no-permission');
    expect(refusalOf({ ...facts, kernelIpv6: true }, false)).to.deep.equal({
      kind: 'unreachable',
      detail: 'the kernel speaks IPv6 on eth1 and would answer for the tester: sudo sysctl -w net/ipv6/conf/eth1/disable_ipv6=1',
    });
  });
});
