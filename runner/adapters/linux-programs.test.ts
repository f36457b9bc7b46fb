import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { ok, type Result } from '../../reference/net/result.js';
import type { ActionError } from '../../suites/kit/action.js';
import type { LinuxHost } from './linux-host.js';
import { LinuxPrograms } from './linux-programs.js';

const GROUP = address('ff05::1:3');

/** A host that starts whatever it is told to; process numbers count up from 100. */
function host(says?: string): { readonly programs: LinuxPrograms; readonly asked: string[] } {
  const asked: string[] = [];
  let number = 99;
  const made: Pick<LinuxHost, 'run' | 'startAndHear'> = {
    run(command, options) {
      asked.push(command[0] === 'tee' ? `${options?.input?.trim()} > ${command[1]}` : command.join(' '));
      return Promise.resolve({ code: 0, stdout: '', stderr: '' });
    },
    startAndHear([, , , ...parameters]) {
      asked.push(`perl ${parameters.join(' ')}`);
      return Promise.resolve(ok(says ?? String(++number)));
    },
  };
  return { programs: new LinuxPrograms(made as LinuxHost, 'eth1'), asked };
}

/** Names of files are drawn at random; what ends a program and waits for that is a little script. */
const masked = (command: string): string =>
  command.replace(/\/tmp\/sixproof-group-[0-9a-f]{16}/, 'FILE').replace(/^sh -c kill -KILL .* sh (\d+)$/, 'end $1');

const word = (outcome: Result<void, ActionError>): string => (outcome.ok ? 'done' : outcome.error.detail);

describe('programs of a Linux host', () => {
  it('are started, and ended by their process number', async () => {
    const { programs, asked } = host();
    expect(word(await programs.do({ kind: 'serve-udp-echo', link: 'link0', port: 7 }))).to.equal('done');
    expect(word(await programs.do({ kind: 'join-group', link: 'link0', group: GROUP }))).to.equal('done');
    expect(word(await programs.do({ kind: 'leave-group', link: 'link0', group: GROUP }))).to.equal('done');
    expect(word(await programs.do({ kind: 'stop-udp-echo', link: 'link0', port: 7 }))).to.equal('done');
    expect(asked.map(masked)).to.deep.equal(['perl 7', 'exclude > FILE', 'perl ff05::1:3 eth1 FILE', 'end 101', 'end 100']);
  });

  it('that listen are told by a file and a signal what to want', async () => {
    const { programs, asked } = host();
    const filter = (mode: 'include' | 'exclude', ...sources: string[]) =>
      programs.do({ kind: 'filter-sources', link: 'link0', group: GROUP, mode, sources: sources.map(address) });
    expect(word(await filter('include', 'fe80::1'))).to.equal('done');
    expect(word(await filter('exclude', 'fe80::1', 'fe80::2'))).to.equal('done');
    expect(word(await programs.do({ kind: 'join-group', link: 'link0', group: GROUP }))).to.match(/already/);
    const told = asked.map(masked).filter((command) => !command.startsWith('sh '));
    expect(told).to.deep.equal(['include fe80::1 > FILE', 'perl ff05::1:3 eth1 FILE', 'exclude fe80::1 fe80::2 > FILE', 'kill -USR1 100']);
  });

  it('that a test has left are ended, once', async () => {
    const { programs, asked } = host();
    await programs.do({ kind: 'serve-udp-echo', link: 'link0', port: 7 });
    await programs.do({ kind: 'join-group', link: 'link0', group: GROUP });
    asked.length = 0;
    await programs.cleanUp();
    await programs.cleanUp();
    expect(asked.map(masked)).to.deep.equal(['kill -KILL 100 101', 'rm -f FILE']);
  });

  it('what is there already, is not there, or does not begin is said', async () => {
    const { programs } = host();
    await programs.do({ kind: 'serve-udp-echo', link: 'link0', port: 7 });
    expect(word(await programs.do({ kind: 'serve-udp-echo', link: 'link0', port: 7 }))).to.match(/already/);
    expect(word(await programs.do({ kind: 'leave-group', link: 'link0', group: GROUP }))).to.match(/no test has asked/);
    const mute = host('Perl is not what it was');
    expect(word(await mute.programs.do({ kind: 'join-group', link: 'link0', group: GROUP }))).to.match(/perl said "Perl/);
  });
});
