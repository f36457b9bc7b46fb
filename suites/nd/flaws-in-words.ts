/** What is wrong or odd about a message, by the last words of its test's id, as titles say it behind the message's name. */
const FLAWS: Readonly<Record<string, string>> = {
  hoplimit: 'with a wrong hop limit',
  hl254: 'with a wrong hop limit',
  checksum: 'with a wrong checksum',
  code: 'with a wrong code',
  length: 'that is too short',
  len: 'that is too short',
  optlen0: 'with an option of length zero',
  'target-mcast': 'with a multicast target',
  'mcast-solicited': 'to all nodes with the Solicited flag set',
  's1-mcast': 'to all nodes with the Solicited flag set',
  'dst-tentative': 'to the tentative address itself',
  'dst-allnodes': 'to all nodes',
  'dst-mcast': 'with a multicast destination',
  'unspec-dst-unicast': 'to a unicast address',
  'unspec-dst-allnodes': 'to all nodes',
  'unspec-slla': 'with a link-layer address',
  'src-global': 'from a global address',
  'src-not-firsthop': 'from another node than the first hop',
  'target-global-other': 'with a global target that is not the destination',
  slla: 'with a Source Link-Layer Address option',
  tlla: 'with a Target Link-Layer Address option',
  'no-tlla': 'without a Target Link-Layer Address option',
  reserved: 'with all Reserved bits set',
  'unknown-opt': 'with an unknown option',
};

/** Throws at a name without words, as the suite is loaded. */
export function flawInWords(name: string): string {
  const words = FLAWS[name];
  if (words === undefined) throw new Error(`"${name}" has no words in ${import.meta.url}`);
  return words;
}

/** The messages that tell of a duplicate address: a solicitation does so only from :: (RFC 4862 section 5.4.3). */
export const MESSAGES = { ns: 'Neighbor Solicitation from ::', na: 'Neighbor Advertisement' } as const;
