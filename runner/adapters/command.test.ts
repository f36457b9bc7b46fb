import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Action } from '../../suites/kit/action.js';
import { commandAdapter, type CommandSettings } from './command.js';

const LINKS = new Map([['link0', { tester: 'eth1', device: 'ge-0/0/1', address: 'fe80::1', linkLayerAddress: '02:00:5e:10:00:01' }]]);
const node = (script: string, ...parameters: readonly string[]): readonly string[] => [process.execPath, '-e', script, ...parameters];
const ended = (code: number, said = ''): readonly string[] => node(`console.error(${JSON.stringify(said)}); process.exit(${code})`);
/** Fails with what it was given, so that the test sees it. */
const tells = (what: string): readonly string[] => node(`console.error(${what}); process.exit(1)`);

describe('the command adapter', function () {
  // Each answer is a process of its own.
  this.timeout(30_000);

  const adapter = (settings: Partial<CommandSettings>) =>
    commandAdapter({ actions: {}, environment: {}, timeoutS: 10, ...settings }, LINKS);
  const answer = async (actions: CommandSettings['actions'], action: Action): Promise<string> => {
    const outcome = await adapter({ actions }).do(action);
    return outcome.ok ? 'done' : `${outcome.error.kind}: ${outcome.error.detail}`;
  };
  const reset: Action = { kind: 'reset', link: 'link0' };

  it('has the actions that have a program', () => {
    expect([...adapter({ actions: { reset: ['true'], ping: ['true'], canary: ['true'] } }).actions]).to.deep.equal(['reset', 'ping']);
  });

  it('takes 0 for done, 127 for unsupported, anything else for failed, with the last line as reason', async () => {
    expect(await answer({ reset: ended(0) }, reset)).to.equal('done');
    expect(await answer({ reset: ended(127, 'no such thing here') }, reset)).to.match(/^unsupported: .*no such thing here$/);
    expect(await answer({ reset: ended(3, 'first\nserial line is dead') }, reset)).to.match(/^failed: .*serial line is dead$/);
    expect(await answer({}, reset)).to.match(/^unsupported: control\.actions has no program for reset/);
  });

  it('reports a program that does not exist, and one that does not end', async () => {
    expect(await answer({ reset: ['/no/such/program'] }, reset)).to.equal('failed: program "/no/such/program" is not installed');
    const slow = commandAdapter({ actions: { reset: node('setTimeout(() => {}, 60000)') }, environment: {}, timeoutS: 0.2 }, LINKS);
    const outcome = await slow.do(reset);
    expect(outcome.ok ? '' : outcome.error.detail).to.match(/TIMEOUT/);
  });

  it('puts parameters into arguments and environment, and leaves other braces alone', async () => {
    const action: Action = { kind: 'add-address', link: 'link0', address: address('2001:db8::1'), prefixLength: 64 };
    const program = node(
      'console.error(process.argv.slice(1).join(" "), process.env.SIXPROOF_PREFIX_LENGTH, process.env.EXTRA); process.exit(1)',
      '{device}',
      '{address}/{prefixLength}',
      '{x}',
      '{}',
    );
    const outcome = await adapter({ actions: { 'add-address': program }, environment: { EXTRA: 'secret' } }).do(action);
    expect(outcome.ok ? '' : outcome.error.detail).to.match(/ge-0\/0\/1 2001:db8::1\/64 \{x\} \{\} 64 secret$/);
  });

  it('hands over several destinations as one argument, and a preference', async () => {
    const destinations = [address('2001:db8::1'), address('2002::1')];
    const first: Action = { kind: 'ping-first-of', link: 'link0', destinations };
    expect(await answer({ 'ping-first-of': [...tells('process.argv[1]'), '{destinations}'] }, first)).to.match(/2001:db8::1 2002::1$/);
    const preferring: Action = { kind: 'ping-preferring', link: 'link0', destination: address('2002::1'), prefers: 'public' };
    expect(await answer({ 'ping-preferring': [...tells('process.argv[1]'), '{destination} {prefers}'] }, preferring)).to.match(
      /2002::1 public$/,
    );
  });

  it('starts no shell: what looks like a command stays text', async () => {
    const action: Action = { kind: 'ping', link: 'link0; touch /tmp/owned', destination: address('2001:db8::1') };
    expect(await answer({ ping: [...tells('process.argv[1]'), '{link}'] }, action)).to.match(/link0; touch \/tmp\/owned$/);
  });

  it('is trusted only when it refuses an action that does not exist', async () => {
    const trusting = await adapter({ actions: { canary: ended(0) } }).prepare();
    expect(trusting.ok ? '' : trusting.error.detail).to.match(/reported success .*"canary".*exit code 127/);
    expect((await adapter({ actions: { canary: ended(127) } }).prepare()).ok).to.equal(true);
    expect((await adapter({}).prepare()).ok).to.equal(true);
  });

  it('learns the state from a program, or from the configuration', async () => {
    const printed = JSON.stringify({
      linkLayerAddress: '02:00:00:00:00:07',
      addresses: [{ address: 'fe80::7', prefixLength: 64, state: 'tentative' }],
    });
    const state = await adapter({ state: node(`console.log(${JSON.stringify(printed)})`) }).state('link0');
    expect(state.ok && state.value.addresses[0]?.state).to.equal('tentative');
    expect(state.ok && state.value.resolver).to.equal(undefined);
    const configured = await adapter({}).state('link0');
    expect(configured.ok && configured.value.linkLayerAddress).to.deep.equal(linkLayerAddress([2, 0, 0x5e, 0x10, 0, 1]));
    const unknown = await adapter({}).state('link7');
    expect(unknown.ok ? '' : unknown.error.detail).to.match(
      /set links\.link7\.address and links\.link7\.linkLayerAddress, or control\.state/,
    );
  });

  it('learns what the resolver of the device knows, where the program tells', async () => {
    const printed = JSON.stringify({
      linkLayerAddress: '02:00:00:00:00:07',
      addresses: [],
      resolver: { servers: ['2001:db8::53'], searchList: ['example.com'] },
    });
    const state = await adapter({ state: node(`console.log(${JSON.stringify(printed)})`) }).state('link0');
    expect(state.ok && state.value.resolver).to.deep.equal({ servers: [address('2001:db8::53')], searchList: ['example.com'] });
  });

  it('refuses a state that is none', async () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{"linkLayerAddress":"x","addresses":[]}',
      '{"linkLayerAddress":"02:00:00:00:00:07","addresses":[],"resolver":null}',
      '{"linkLayerAddress":"02:00:00:00:00:07","addresses":[],"resolver":{"servers":["x"],"searchList":[]}}',
      '{"linkLayerAddress":"02:00:00:00:00:07","addresses":[],"resolver":{"servers":[],"searchList":[1]}}',
      '{"linkLayerAddress":"02:00:00:00:00:07","addresses":[{"address":"fe80::7","prefixLength":64,"state":"fine"}]}',
    ]) {
      const state = await adapter({ state: node(`process.stdout.write(${JSON.stringify(text)})`) }).state('link0');
      expect(state.ok, text).to.equal(false);
    }
  });
});
