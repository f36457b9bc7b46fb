import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { milliseconds, seconds } from '../../reference/time.js';
import { manualAdapter } from './manual.js';

const LINKS = new Map([['link0', { tester: 'eth1', device: 'ge-0/0/1', address: 'fe80::1', linkLayerAddress: '02:00:5e:10:00:01' }]]);

describe('the manual adapter', () => {
  const asked: string[] = [];
  const adapter = (answers: readonly (string | undefined)[]) => {
    asked.length = 0;
    const left = [...answers];
    return manualAdapter({ timeoutS: 5 }, LINKS, (question) => {
      asked.push(question);
      return Promise.resolve(left.shift());
    });
  };

  it('asks in words, and takes Enter for done', async () => {
    const manual = adapter(['']);
    const outcome = await manual.do({
      kind: 'ping',
      link: 'link0',
      destination: address('2001:db8::9'),
      source: address('2001:db8::1'),
      dataOctets: 8,
    });
    expect(outcome.ok).to.equal(true);
    expect(asked[0]).to.match(
      /^Send one ping from interface ge-0\/0\/1 of the device \(link0\) to 2001:db8::9 from the address 2001:db8::1 with 8 octets of data/,
    );
  });

  it('remembers a refusal, and tells a failure from silence', async () => {
    const manual = adapter(['u', 'it burns', undefined]);
    const outcomes = [];
    for (const kind of ['reset', 'reset', 'interface-down', 'interface-up'] as const)
      outcomes.push(await manual.do({ kind, link: 'link0' }));
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : `${outcome.error.kind}: ${outcome.error.detail}`))).to.deep.equal([
      'unsupported: the operator said that the device cannot do it',
      'unsupported: the operator said that the device cannot do it',
      'failed: the operator said: it burns',
      'failed: no answer from the operator within 5 s',
    ]);
    expect(asked).to.have.length(3);
  });

  it('does not bother anybody with the canary, and needs a terminal', async () => {
    expect((await adapter([]).prepare()).ok).to.equal(true);
    expect(asked).to.have.length(0);
    if (process.stdin.isTTY) return;
    const without = await manualAdapter({ timeoutS: 5 }, LINKS).prepare();
    expect(without.ok ? '' : without.error.detail).to.match(/needs a terminal/);
  });

  it('tells what to advertise, however much it is', async () => {
    const manual = adapter(['', '']);
    const prefix = (i: number) => prefixOf(address(`2001:db8:0:${i}::`), 64);
    await manual.do({
      kind: 'advertise',
      link: 'link0',
      configuration: {
        maxRtrAdvInterval: seconds(4),
        advReachableTime: milliseconds(30_000),
        advPrefixList: [{ prefix: prefix(1), advValidLifetime: 'infinite', advOnLinkFlag: false }],
      },
    });
    expect(asked[0]).to.contain(
      'with MaxRtrAdvInterval 4, AdvReachableTimeMs 30000, AdvPrefixList 2001:db8:0:1::/64 (AdvValidLifetime infinite, AdvOnLinkFlag false) (times in seconds',
    );
    const many = Array.from({ length: 20 }, (_, i) => ({ prefix: prefix(i + 10) }));
    await manual.do({ kind: 'advertise', link: 'link0', configuration: { advPrefixList: many } });
    expect(asked[1]).to.contain('2001:db8:0:17::/64, and so on, 20 in all, up to 2001:db8:0:29::/64');
  });

  it('asks to undo what it asked to do', async () => {
    const manual = adapter(['', '']);
    await manual.do({ kind: 'add-address', link: 'link0', address: address('2001:db8::1'), prefixLength: 64 });
    expect((await manual.cleanUp()).ok).to.equal(true);
    expect(asked[1]).to.match(/^Remove the address 2001:db8::1 from/);
  });
});
