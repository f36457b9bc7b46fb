import { formatAddress } from '../../reference/net/address.js';
import { ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind } from '../../suites/kit/action.js';
import type { ProgramAction } from '../../suites/kit/program-action.js';
import { actionFailed } from './adapter.js';
import type { LinuxHost } from './linux-host.js';
import { complaint } from './run-program.js';

export const LINUX_PROGRAM_ACTIONS = [
  'serve-udp-echo',
  'stop-udp-echo',
  'join-group',
  'leave-group',
] as const satisfies readonly ActionKind[];

const KINDS: readonly string[] = LINUX_PROGRAM_ACTIONS;

export const isProgramAction = (action: Action): action is ProgramAction => KINDS.includes(action.kind);

/** With the numbers of linux/in6.h. */
const IPPROTO_IPV6 = 41;
const IPV6_ADD_MEMBERSHIP = 20;
const IPV6_V6ONLY = 26;

/** A program that nobody ended, because its host was cut off, ends itself. */
const LONGEST_LIFE_S = 3_600;

/** Each says its process number when it is ready. */
const SOCKET = `
use Socket qw(:all);
alarm ${LONGEST_LIFE_S};
$| = 1;
socket(my $s, AF_INET6, SOCK_DGRAM, 17) or die "socket: $!\n";
`;
/** RFC 862. */
const ECHO = `${SOCKET}
my ($port) = @ARGV;
setsockopt($s, ${IPPROTO_IPV6}, ${IPV6_V6ONLY}, pack("i", 1)) or die "IPV6_V6ONLY: $!\n";
bind($s, pack_sockaddr_in6($port, inet_pton(AF_INET6, "::"))) or die "bind: $!\n";
print "$$\n";
while (1) { my $from = recv($s, my $data, 65535, 0); send($s, $data, 0, $from) if defined $from; }
`;
const MEMBER = `${SOCKET}
my ($group, $device) = @ARGV;
open(my $f, "<", "/sys/class/net/$device/ifindex") or die "$device: $!\n";
setsockopt($s, ${IPPROTO_IPV6}, ${IPV6_ADD_MEMBERSHIP}, inet_pton(AF_INET6, $group) . pack("I", <$f> + 0)) or die "IPV6_ADD_MEMBERSHIP: $!\n";
print "$$\n";
sleep;
`;

/** Programs that tests have a Linux host run, in Perl, which every distribution has. */
export class LinuxPrograms {
  readonly #host: LinuxHost;
  readonly #dev: string;
  /** Process numbers, by what the program does. */
  readonly #running = new Map<string, string>();

  constructor(host: LinuxHost, dev: string) {
    this.#host = host;
    this.#dev = dev;
  }

  do(action: ProgramAction): Promise<Result<void, ActionError>> {
    switch (action.kind) {
      case 'serve-udp-echo':
        return this.#start(action.kind, echoing(action.port), ['perl', '-e', ECHO, String(action.port)]);
      case 'stop-udp-echo':
        return this.#end(action.kind, echoing(action.port));
      case 'join-group':
        return this.#start(action.kind, formatAddress(action.group), ['perl', '-e', MEMBER, formatAddress(action.group), this.#dev]);
      case 'leave-group':
        return this.#end(action.kind, formatAddress(action.group));
    }
  }

  async cleanUp(): Promise<void> {
    const left = [...this.#running.values()];
    this.#running.clear();
    if (left.length > 0) await this.#host.run(['kill', '-KILL', ...left]);
  }

  async #start(kind: ActionKind, what: string, command: readonly string[]): Promise<Result<void, ActionError>> {
    if (this.#running.has(what)) return actionFailed(kind, `${what}: that is so already`);
    const started = await this.#host.startAndHear(command);
    if (!started.ok) return actionFailed(kind, started.error);
    if (!/^\d+$/.test(started.value)) return actionFailed(kind, `perl said "${started.value.slice(0, 80)}"`);
    this.#running.set(what, started.value);
    return ok(undefined);
  }

  async #end(kind: ActionKind, what: string): Promise<Result<void, ActionError>> {
    const process = this.#running.get(what);
    if (process === undefined) return actionFailed(kind, `${what}: no test has asked for it`);
    this.#running.delete(what);
    const command = ['kill', '-KILL', process];
    const outcome = await this.#host.run(command);
    return outcome.code === 0 ? ok(undefined) : actionFailed(kind, complaint(command, outcome));
  }
}

const echoing = (port: number): string => `echo at port ${port}`;
