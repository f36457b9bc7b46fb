import { fault, faults } from '../kit/faults.js';
import { delivering, erroneous, has } from './rewriters.js';

const messages = {
  destinationUnreachable: 'destination-unreachable',
  packetTooBig: 'packet-too-big',
  timeExceeded: 'time-exceeded',
  parameterProblem: 'parameter-problem',
} as const;
const quotes = ['nothing', 'part-of-header', 'header-only', 'unknown-protocol', 'garbage'];

for (const [message, name] of Object.entries(messages)) {
  const complains = fault(
    `answers a ${name.replaceAll('-', ' ')} that it cannot use with an error`,
    delivering((decoded) => (has(decoded, `${message}.type`) ? [erroneous(decoded)] : undefined)),
  );
  faults('icmpv6.received-errors', Object.fromEntries(quotes.map((quote) => [`${name}-quoting-${quote}`, complains])));
}
