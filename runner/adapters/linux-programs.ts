import { randomBytes } from 'node:crypto';
import { formatAddress, type Address } from '../../reference/net/address.js';
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
  'filter-sources',
] as const satisfies readonly ActionKind[];

const KINDS: readonly string[] = LINUX_PROGRAM_ACTIONS;

export const isProgramAction = (action: Action): action is ProgramAction => KINDS.includes(action.kind);

/** With the numbers of linux/in6.h and linux/in.h. */
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const MCAST = { JOIN_GROUP: 42, LEAVE_GROUP: 45, JOIN_SOURCE_GROUP: 46, MSFILTER: 48, EXCLUDE: 0, INCLUDE: 1 } as const;

/** A program that nobody ended, because its host was cut off, ends itself. */
const LONGEST_LIFE_S = 3_600;

/** Each says its process number when it is ready. */
const SOCKET = `
use strict;
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
/** RFC 3678. At each signal it wants what the file says (a mode and sources), and takes the file away when that is done. */
const MEMBER = `${SOCKET}
my ($group, $device, $file) = @ARGV;
open(my $f, "<", "/sys/class/net/$device/ifindex") or die "$device: $!\n";
my $index = <$f> + 0;
my $joined = 0;
sub place { pack("a128", pack_sockaddr_in6(0, inet_pton(AF_INET6, $_[0]))) }
my $request = pack("I x4 a128", $index, place($group));
sub option { setsockopt($s, ${IPPROTO_IPV6}, $_[0], $_[1]) or die "socket option $_[0]: $!\n" }
sub want {
  open(my $wish, "<", $file) or die "$file: $!\n";
  my ($mode, @sources) = split(" ", <$wish>);
  if ($mode eq "include" && !@sources) {
    option(${MCAST.LEAVE_GROUP}, $request) if $joined;
    $joined = 0;
  } else {
    if (!$joined && $mode eq "include") { option(${MCAST.JOIN_SOURCE_GROUP}, $request . place($sources[0])) }
    elsif (!$joined) { option(${MCAST.JOIN_GROUP}, $request) }
    $joined = 1;
    my $what = $mode eq "include" ? ${MCAST.INCLUDE} : ${MCAST.EXCLUDE};
    option(${MCAST.MSFILTER}, $request . pack("I I", $what, scalar @sources) . join("", map { place($_) } @sources));
  }
  unlink($file);
}
$SIG{USR1} = sub { want() };
want();
print "$$\n";
sleep while 1;
`;

/** Waits until a file is gone. */
const UNTIL_GONE = 'for i in $(seq 500); do [ -e "$1" ] || exit 0; sleep 0.01; done; echo "the program does not react" >&2; exit 1';

/** Its socket is open until the program is gone, and datagrams for it are not refused before. */
const KILLED =
  'kill -KILL "$1" || exit 1; for i in $(seq 500); do kill -0 "$1" 2>/dev/null || exit 0; sleep 0.01; done; echo "the program does not end" >&2; exit 1';

/** Programs that tests have a Linux host run, in Perl, which every distribution has. */
export class LinuxPrograms {
  readonly #host: LinuxHost;
  readonly #dev: string;
  /** Process numbers, by what the program does. */
  readonly #running = new Map<string, string>();
  /** By which programs are told what to want. */
  readonly #files = new Map<string, string>();

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
        return this.#has(listening(action)) ? this.#already(action.kind, listening(action)) : this.#listen(action, 'exclude');
      case 'filter-sources':
        return this.#listen(action, [action.mode, ...action.sources.map(formatAddress)].join(' '));
      case 'leave-group':
        return this.#end(action.kind, listening(action));
    }
  }

  async cleanUp(): Promise<void> {
    const [left, files] = [[...this.#running.values()], [...this.#files.values()]];
    this.#running.clear();
    this.#files.clear();
    if (left.length > 0) await this.#host.run(['kill', '-KILL', ...left]);
    if (files.length > 0) await this.#host.run(['rm', '-f', ...files]);
  }

  /** One program for each group, so that what it wants changes as one program's wishes do. */
  async #listen({ kind, group }: { readonly kind: ActionKind; readonly group: Address }, wish: string): Promise<Result<void, ActionError>> {
    const what = listening({ group });
    const running = this.#running.get(what);
    const file = this.#files.get(what) ?? `/tmp/sixproof-group-${randomBytes(8).toString('hex')}`;
    this.#files.set(what, file);
    const written = await this.#host.run(['tee', file], { input: `${wish}\n` });
    if (written.code !== 0) return actionFailed(kind, complaint(['tee'], written));
    if (running === undefined) return this.#start(kind, what, ['perl', '-e', MEMBER, formatAddress(group), this.#dev, file]);
    for (const command of [
      ['kill', '-USR1', running],
      ['sh', '-c', UNTIL_GONE, 'sh', file],
    ]) {
      const outcome = await this.#host.run(command);
      if (outcome.code !== 0) return actionFailed(kind, complaint(command, outcome));
    }
    return ok(undefined);
  }

  #has(what: string): boolean {
    return this.#running.has(what);
  }

  #already(kind: ActionKind, what: string): Promise<Result<void, ActionError>> {
    return Promise.resolve(actionFailed(kind, `${what}: that is so already`));
  }

  async #start(kind: ActionKind, what: string, command: readonly string[]): Promise<Result<void, ActionError>> {
    if (this.#has(what)) return this.#already(kind, what);
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
    const command = ['sh', '-c', KILLED, 'sh', process];
    const outcome = await this.#host.run(command);
    return outcome.code === 0 ? ok(undefined) : actionFailed(kind, complaint(command, outcome));
  }
}

const echoing = (port: number): string => `echo at port ${port}`;
const listening = ({ group }: { readonly group: Address }): string => `listening to ${formatAddress(group)}`;
