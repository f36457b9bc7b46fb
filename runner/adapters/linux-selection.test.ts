import { expect } from 'chai';
import { address, formatAddress } from '../../reference/net/address.js';
import { failed } from '../../reference/net/result.js';
import type { LinuxHost } from './linux-host.js';
import { echoRequestPreferring, sortedByResolver } from './linux-selection.js';
import type { Outcome } from './run-program.js';

const [GLOBAL, OTHER, LINK_LOCAL] = [address('2001:db8::1'), address('2002::1'), address('fe80::1')];

/** A host whose resolver answers so; what it was handed is kept. */
function host(answer: Partial<Outcome>): LinuxHost & { readonly inputs: string[] } {
  const inputs: string[] = [];
  return {
    name: 'made up',
    inputs,
    run(_command, options) {
      inputs.push(options?.input ?? '');
      return Promise.resolve({ code: 0, stdout: '', stderr: '', ...answer });
    },
    start: () => Promise.resolve(undefined),
    startAndHear: () => Promise.resolve(failed('nothing is started here')),
    stopAll: () => Promise.resolve(),
    killAll: () => undefined,
  };
}

const RESOLVED = '2002::1         STREAM destinations.sixproof.invalid\n2002::1         DGRAM\n2001:db8::1     STREAM\n';

describe('the order of destinations by the resolver of Linux', () => {
  it('hands over all of them under one name, in their order, and takes the first that comes back', async () => {
    const box = host({ stdout: RESOLVED });
    const sorted = await sortedByResolver(box, [GLOBAL, OTHER]);
    expect(sorted.ok && formatAddress(sorted.value)).to.equal('2002::1');
    expect(box.inputs).to.deep.equal(['2001:db8::1 destinations.sixproof.invalid\n2002::1 destinations.sixproof.invalid\n']);
  });

  it('does not support link-local destinations, which the file of hosts has no zone for', async () => {
    const box = host({ stdout: RESOLVED });
    const sorted = await sortedByResolver(box, [GLOBAL, LINK_LOCAL]);
    expect(sorted.ok ? '' : sorted.error.kind).to.equal('unsupported');
    expect(box.inputs).to.deep.equal([]);
  });

  for (const [what, answer] of [
    ['a program that is not there', { code: 'ENOENT' }],
    ['a resolver that fails', { code: 2, stderr: 'getent: no such name' }],
    ['an answer that is no address', { stdout: 'nothing here\n' }],
  ] as const)
    it(`fails on ${what}`, async () => {
      const sorted = await sortedByResolver(host(answer), [GLOBAL]);
      expect(sorted.ok ? '' : sorted.error.kind).to.equal('failed');
    });
});

describe('an Echo Request with a preference', () => {
  it('is sent by a program that is told preference, device and destination', () => {
    expect(echoRequestPreferring('public', 'eth0', GLOBAL).slice(-3)).to.deep.equal(['2', 'eth0', '2001:db8::1']);
    expect(echoRequestPreferring('temporary', 'eth0', GLOBAL).slice(-3)).to.deep.equal(['1', 'eth0', '2001:db8::1']);
  });
});
