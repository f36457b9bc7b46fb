/** RIPng with shorter times than RFC 2080 section 2.3 has, the same for our router, FRR and BIRD: labs are to end. */
export const QUICK_CONSTANTS = { UPDATE_INTERVAL: '4 s', UPDATE_OFFSET: '2 s', TIMEOUT: '20 s', GARBAGE_COLLECTION: '10 s' };

/** What ripngd reads. */
export const quickRipngd = (links: readonly string[], redistribute: string): readonly string[] => [
  'router ripng',
  ...links.map((link) => ` network ${link}`),
  ` redistribute ${redistribute}`,
  ' timers basic 4 20 10',
];

/** What BIRD reads. */
export const quickBird = (links: readonly string[]): readonly string[] => [
  'log stderr all;',
  'router id 192.0.2.2;',
  'protocol device { scan time 1; }',
  'protocol direct { ipv6; }',
  'protocol kernel { ipv6 { export where source = RTS_RIP; }; }',
  'protocol rip ng r {',
  '  ipv6 { import all; export where source ~ [ RTS_DEVICE, RTS_RIP ]; };',
  `  interface ${links.map((link) => `"${link}"`).join(', ')} { update time 4; timeout time 20; garbage time 10; };`,
  '}',
];
