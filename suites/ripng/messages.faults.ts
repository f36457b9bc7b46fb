import { isMulticast } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, layer } from '../../reference/wire/frame.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import { datagramData, Udp } from '../../reference/wire/udp.js';
import { Ripng, type RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { fault, faults, ignoring, rewrite, type Defect } from '../kit/faults.js';
import { ENTRY_OCTETS, INFINITY, REQUEST, RESPONSE, RIPNG_HEADER_OCTETS } from './constants.js';
import { hearing, hearingEntries, onMessages, ripngWith, withEntries, type Entries } from './rewriters.js';

const RIPNG_PORTS = new Set([520, 521]);

/** A message cut short, or with too much, is filled up with zeros to whole entries, or with what came before it. */
const fillingUp: Defect = rewrite('in', () => {
  let last: Uint8Array | undefined;
  return (octets) => {
    const decoded = decodeFrame(octets);
    const data = datagramData(decoded);
    const port = layer(decoded, Udp)?.destinationPort;
    if (data === undefined || port === undefined || !RIPNG_PORTS.has(port)) return [{ octets }];
    const isWhole = data.length >= RIPNG_HEADER_OCTETS + ENTRY_OCTETS && (data.length - RIPNG_HEADER_OCTETS) % ENTRY_OCTETS === 0;
    if (isWhole) {
      const read = Ripng.decode(data);
      if (read.ok && read.value.command === RESPONSE) last = octets;
      return [{ octets }];
    }
    const entries = Ripng.decode(last ? (datagramData(decodeFrame(last)) ?? data) : data);
    if (!last || !entries.ok) return [{ octets }];
    return [
      {
        octets: withEntries(
          last,
          entries.value.entries.map((entry) => ({ ...entry, metric: INFINITY })),
        ),
      },
    ];
  };
});
const filled = fault('takes what is cut short for the end of the last routes', fillingUp);

faults('ripng.response-validation', {
  'short-0': filled,
  'short-3': filled,
  'short-4': filled,
  'short-23': filled,
  trailing: filled,
  'command-3': fault('takes any other command for a response', anyCommandForResponse()),
  'poison-command-3': fault('takes any other command for a response', anyCommandForResponse()),
  'command-0': fault('takes any other command for a response', anyCommandForResponse()),
  'command-255': fault('takes any other command for a response', anyCommandForResponse()),
  'version-0': fault('reads messages of any version', ignoring('ripng-version')),
  'version-2': fault('reads messages of any version', ignoring('ripng-version')),
  'other-port': fault('listens to port 520 too', listeningTo520()),
  unicast: fault(
    'reads only what goes to the group',
    rewrite('in', () => (octets) => (isUnicastResponse(octets) ? [] : [{ octets }])),
  ),
});

function anyCommandForResponse(): Defect {
  return rewrite('in', () => (octets) => [
    { octets: edit(octets, 'ripng.command', (command) => (command === REQUEST ? REQUEST : RESPONSE)) ?? octets },
  ]);
}

function listeningTo520(): Defect {
  return rewrite('in', () => (octets) => [
    { octets: edit(octets, 'udp.destinationPort', (port) => (port === 520 || port === 30_000 ? 521 : port)) ?? octets },
  ]);
}

function isUnicastResponse(octets: Uint8Array): boolean {
  const decoded = decodeFrame(octets);
  const packet = layer(decoded, Ipv6);
  return packet !== undefined && !isMulticast(packet.destination) && layer(decoded, Ripng) !== undefined;
}

const asHost = fault(
  'takes a prefix length over 128 for 128',
  hearingEntries((entry) => [{ ...entry, prefixLength: Math.min(entry.prefixLength ?? 0, 128) }]),
);
const stopsAtInvalid = fault(
  'does not read on behind an invalid entry',
  hearing(() => ({ entries }) => [upToInvalid(entries)]),
);

function upToInvalid(entries: Entries): Entries {
  const at = entries.findIndex(
    ({ metric = 0, prefixLength = 0, prefix = [] }) => metric === 0 || metric > INFINITY || prefixLength > 128 || (prefix[0] ?? 0) >= 0xfe,
  );
  return at < 0 ? entries : entries.slice(0, at);
}

const withoutDefault = fault(
  'looks at the bits of a default route',
  hearingEntries((entry) => (entry.prefixLength === 0 && entry.prefix?.some((octet) => octet !== 0) ? [] : [entry])),
);

faults('ripng.entry-validation', {
  'length-129': [asHost, stopsAtInvalid],
  'length-255': [asHost, stopsAtInvalid],
  'multicast-global': stopsAtInvalid,
  'link-local': stopsAtInvalid,
  many: stopsAtInvalid,
  'documentation-of-length-0': withoutDefault,
  'loopback-of-length-0': withoutDefault,
  'multicast-of-length-0': withoutDefault,
  'link-local-of-length-0': withoutDefault,
  'length-128': fault(
    'takes host routes for subnets',
    hearingEntries((entry) => [entry.prefixLength === 128 ? masked(entry, 64) : entry]),
  ),
  'length-65': fault(
    'knows no prefixes between 65 and 127 bits',
    hearingEntries((entry) => [(entry.prefixLength ?? 0) > 64 ? masked(entry, 64) : entry]),
  ),
});

const masked = (entry: RouteTableEntryDraft, length: number): RouteTableEntryDraft => ({
  ...entry,
  prefixLength: length,
  prefix: prefixOf(entry.prefix ?? new Uint8Array(16), length).address,
});

/** Entries of a request are looked up by their first 64 bits. */
const byHalf = fault(
  'looks prefixes up by their first 64 bits',
  onMessages(REQUEST, () => (octets, entries) => [
    withEntries(
      octets,
      entries.map((entry) => masked(entry, 64)),
    ),
  ]),
);
const wholeAlways = fault(
  'answers every request for the default route with the whole table',
  onMessages(REQUEST, () => (octets, entries) => {
    const whole = entries.find(({ prefixLength }) => prefixLength === 0);
    return [whole ? withEntries(octets, [{ ...whole, metric: INFINITY }]) : octets];
  }),
);
const emptyIsWhole = fault(
  'takes a request without entries for one for the whole table',
  onMessages(REQUEST, () => (octets, entries) => [
    entries.length > 0 ? octets : withEntries(octets, [{ prefixLength: 0, metric: INFINITY }]),
  ]),
);

faults('ripng.requests', {
  'specific-exact-longer': byHalf,
  'default-route-known': wholeAlways,
  'default-route-unknown': wholeAlways,
  'two-entries-first': wholeAlways,
  'two-entries-last': wholeAlways,
  'no-answer-empty': emptyIsWhole,
  'no-answer-port-520': fault('listens to port 520 too', listeningTo520()),
  'no-answer-port-30000': fault('listens to port 30000 too', listeningTo520()),
  'no-answer-version-0': fault('answers requests of any version', ignoring('ripng-version')),
  'no-answer-version-2': fault('answers requests of any version', ignoring('ripng-version')),
  'whole-split-horizon': fault('has no split horizon', ripngWith({ links: { splitHorizon: 'off' } })),
});
