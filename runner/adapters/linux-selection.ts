import { formatAddress, isLinkLocal, parseAddress, type Address } from '../../reference/net/address.js';
import { ok, type Result } from '../../reference/net/result.js';
import type { ActionError } from '../../suites/kit/action.js';
import { actionFailed, unsupported } from './adapter.js';
import type { LinuxHost } from './linux-host.js';
import { complaint } from './run-program.js';

const NAME = 'destinations.sixproof.invalid';

/**
 * In a mount namespace of its own the file of hosts has one name with all the addresses, in the order given; the C
 * library's resolver sorts them. The host's own file stays untouched.
 */
const ASK_RESOLVER = `hosts=$(mktemp) && cat > "$hosts" && mount --bind "$hosts" /etc/hosts && getent ahosts ${NAME}; outcome=$?; rm -f "$hosts"; exit $outcome`;

/** Which of several destinations getaddrinfo() of the host puts first. */
export async function sortedByResolver(host: LinuxHost, destinations: readonly Address[]): Promise<Result<Address, ActionError>> {
  // The file of hosts has no place for a zone, and without one the resolver finds no source for a link-local destination.
  if (destinations.some(isLinkLocal))
    return unsupported('ping-first-of', 'the resolver of Linux reads no link-local address from its file of hosts');
  const hosts = destinations.map((one) => `${formatAddress(one)} ${NAME}\n`).join('');
  const command = ['unshare', '--mount', 'sh', '-c', ASK_RESOLVER];
  const outcome = await host.run(command, { input: hosts });
  const parsed = parseAddress(outcome.stdout.split(/\s/)[0] ?? '');
  if (outcome.code !== 0 || !parsed.ok) return actionFailed('ping-first-of', complaint(command, outcome));
  return ok(parsed.value);
}

/** RFC 5014 section 3, with the numbers of linux/in6.h. */
const IPPROTO_IPV6 = 41;
const IPV6_ADDR_PREFERENCES = 72;
const PREFER = { temporary: 1, public: 2 } as const;
const SOL_SOCKET = 1;
const SO_BINDTODEVICE = 25;

/** ping has no option for this: an Echo Request with 56 octets of data, whose checksum the kernel computes. */
const SEND_PREFERRING = `
use Socket qw(:all);
my ($preference, $device, $destination) = @ARGV;
socket(my $s, AF_INET6, SOCK_RAW, 58) or die "socket: $!\\n";
setsockopt($s, ${IPPROTO_IPV6}, ${IPV6_ADDR_PREFERENCES}, pack("i", $preference)) or die "IPV6_ADDR_PREFERENCES: $!\\n";
setsockopt($s, ${SOL_SOCKET}, ${SO_BINDTODEVICE}, $device) or die "SO_BINDTODEVICE: $!\\n";
my $request = pack("CCnnn", 128, 0, 0, $$ & 0xffff, 1) . join("", map { chr } 0 .. 55);
send($s, $request, 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, $destination))) or die "send: $!\\n";
`;

/** Sends an Echo Request from a socket that prefers such source addresses. */
export const echoRequestPreferring = (prefers: 'public' | 'temporary', dev: string, destination: Address): readonly string[] => [
  'perl',
  '-e',
  SEND_PREFERRING,
  String(PREFER[prefers]),
  dev,
  formatAddress(destination),
];
