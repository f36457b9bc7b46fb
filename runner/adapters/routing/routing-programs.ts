/** What speaks the routing protocols on a Linux system, by Debian's packages. */
export const ROUTING_SUITES = ['frr', 'bird'] as const;
export type RoutingSuite = (typeof ROUTING_SUITES)[number];

/** Where Debian's package has the daemons of FRR. */
const FRR = '/usr/lib/frr';
export const ZEBRA = `${FRR}/zebra`;
export const RIPNGD = `${FRR}/ripngd`;
export const BIRD = '/usr/sbin/bird';

/** What their makers call them, the daemon of each that speaks RIPng, and the package that brings it. */
export const ROUTING_PACKAGES: Readonly<
  Record<RoutingSuite, { readonly title: string; readonly program: string; readonly package: string }>
> = {
  frr: { title: 'FRR', program: RIPNGD, package: 'frr' },
  bird: { title: 'BIRD', program: BIRD, package: 'bird2' },
};

/** Of a daemon that has a folder of its own: its configuration, and where it writes the number of its process. */
export interface DaemonFiles {
  readonly folder: string;
  readonly conf: string;
  readonly pid: string;
}

export const daemonFiles = (folder: string, name: string): DaemonFiles => ({
  folder,
  conf: `${folder}/${name}.conf`,
  pid: `${folder}/${name}.pid`,
});

/** A daemon of FRR in the foreground; those with one folder find each other there. */
export const frrCommand = (program: string, { folder, conf, pid }: DaemonFiles): readonly string[] => [
  program,
  '-f',
  conf,
  '-i',
  pid,
  '-z',
  `${folder}/zebra.api`,
  '--vty_socket',
  folder,
  '-P',
  '0',
  '--log',
  'stdout',
];

/** BIRD in the foreground. */
export const birdCommand = ({ folder, conf, pid }: DaemonFiles): readonly string[] => [
  BIRD,
  '-f',
  '-c',
  conf,
  '-s',
  birdSocket(folder),
  '-P',
  pid,
];

export const birdSocket = (folder: string): string => `${folder}/bird.ctl`;
