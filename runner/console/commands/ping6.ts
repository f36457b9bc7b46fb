import type { Answer, ConsoleCommand } from '../command.js';
import { Pinging } from './ping6-course.js';
import { PingTally } from './ping6-tally.js';
import { PING_OPTIONS, readPing } from './ping6-words.js';

export const ping6: ConsoleCommand = {
  name: 'ping6',
  summary: 'sends Echo Requests or Node Information Queries and shows what comes back',
  usage: [
    '[-nq] [-c COUNT] [-s OCTETS] [-p PATTERN] [-l COUNT] [-i SECONDS] [-h HOPS] [-I INTERFACE] [-S ADDRESS] ADDRESS',
    '-w | -a TYPES | -t [-nq] [-c COUNT] [-i SECONDS] [-h HOPS] [-I INTERFACE] [-S ADDRESS] ADDRESS',
    '-N [-w | -a TYPES | -t] [-nq] [-c COUNT] [-i SECONDS] [-h HOPS] [-I INTERFACE] [-S ADDRESS] NAME',
  ],
  options: PING_OPTIONS,
  examples: [
    'ping6 -c 3 fe80::1%eth1',
    'ping6 -I eth1 ff02::1',
    'ping6 -c 1 -s 3000 2001:db8::1',
    'ping6 -c 1 -w ff02::1%eth1',
    'ping6 -c 1 -a gl fe80::1%eth1',
    'ping6 -c 1 -N -a gl -I eth1 gate.example',
  ],
  async run(words, session) {
    const wanted = readPing(words, session);
    const tally = new PingTally();
    const pinging = new Pinging(wanted, tally, session);
    try {
      await pinging.run();
    } finally {
      pinging.close();
    }
    return summary(pinging.destination, tally);
  },
};

function summary(destination: string, tally: PingTally): Answer {
  const { sent, received, duplicates, errors } = tally;
  const loss = sent === 0 ? 0 : ((sent - received) / sent) * 100;
  const counts = [
    `${sent} packets transmitted`,
    `${received} packets received`,
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    ...(errors > 0 ? [`+${errors} errors`] : []),
    `${loss.toFixed(1)}% packet loss`,
  ];
  const trip = tally.roundTrip();
  return {
    lines: [
      '',
      `--- ${destination} ping6 statistics ---`,
      counts.join(', '),
      ...(trip === undefined
        ? []
        : [
            `round-trip min/avg/max/std-dev = ${[trip.min, trip.average, trip.max, trip.deviation].map((ms) => ms.toFixed(3)).join('/')} ms`,
          ]),
    ],
    data: {
      destination,
      sent,
      received,
      duplicates,
      errors,
      replies: tally.replies,
      roundTripMs: trip ?? null,
    },
    ...(received === 0 && { failed: true as const }),
  };
}
