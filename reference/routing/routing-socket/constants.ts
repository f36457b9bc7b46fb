/**
 * Numbers of <net/route.h>, <net/if.h>, <sys/socket.h> and <errno.h> of FreeBSD 4, the system that KAME was part of. No RFC
 * fixes them, and beside RTM_* and RTA_* nothing here has confirmed them: not those of RTF_*, RTV_*, IFF_*, IFAN_*, AF_* and
 * errors, nor the layout of struct if_data.
 */

/** RTM_VERSION. */
export const RTM_VERSION = 5;

/** RTM_*: what a message says. */
export const RTM = {
  ADD: 1,
  DELETE: 2,
  CHANGE: 3,
  GET: 4,
  LOSING: 5,
  REDIRECT: 6,
  MISS: 7,
  LOCK: 8,
  RESOLVE: 11,
  NEWADDR: 12,
  DELADDR: 13,
  IFINFO: 14,
  NEWMADDR: 15,
  DELMADDR: 16,
  IFANNOUNCE: 17,
} as const;

/** RTF_*: flags of an entry. */
export const RTF = {
  UP: 0x1,
  GATEWAY: 0x2,
  HOST: 0x4,
  REJECT: 0x8,
  DYNAMIC: 0x10,
  MODIFIED: 0x20,
  DONE: 0x40,
  CLONING: 0x100,
  XRESOLVE: 0x200,
  LLINFO: 0x400,
  STATIC: 0x800,
  BLACKHOLE: 0x1000,
  PROTO2: 0x4000,
  PROTO1: 0x8000,
  PRCLONING: 0x1_0000,
  WASCLONED: 0x2_0000,
  PROTO3: 0x4_0000,
} as const;
export type RouteFlag = keyof typeof RTF;

/** RTA_*: which addresses follow a header, in the order in which they stand there. */
export const RTA = {
  DST: 0x1,
  GATEWAY: 0x2,
  NETMASK: 0x4,
  GENMASK: 0x8,
  IFP: 0x10,
  IFA: 0x20,
  AUTHOR: 0x40,
  BRD: 0x80,
} as const;
export type RouteAddressName = keyof typeof RTA;

/** RTV_HOPCOUNT, a bit of `inits`: the metric that a route has on a node that keeps no others. */
export const RTV_HOPCOUNT = 0x2;

/** Of `inits` and `locks`: there is a bit for each of eight metrics. */
export const RTV_ALL = 0xff;

/** IFAN_*: what has become of an interface. */
export const IFAN = { ARRIVAL: 0, DEPARTURE: 1 } as const;
/** IFNAMSIZ: octets of the name of an interface, with the zero at its end. */
export const IFNAMSIZ = 16;

/** IFF_*: what an interface is and does. */
export const IFF = { UP: 0x1, LOOPBACK: 0x8, POINTOPOINT: 0x10, RUNNING: 0x40, MULTICAST: 0x8000 } as const;

export const AF_UNSPEC = 0;
export const PF_ROUTE = 17;
export const AF_LINK = 18;
export const AF_INET6 = 28;
export const SOCK_RAW = 3;

/** What a call answers that fails, as <errno.h> numbers it and strerror(3) says it. */
export const ERRNO = {
  EPERM: [1, 'Operation not permitted'],
  ESRCH: [3, 'No such process'],
  ENXIO: [6, 'Device not configured'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EEXIST: [17, 'File exists'],
  EINVAL: [22, 'Invalid argument'],
  EPROTOTYPE: [41, 'Protocol wrong type for socket'],
  EPROTONOSUPPORT: [43, 'Protocol not supported'],
  EOPNOTSUPP: [45, 'Operation not supported'],
  EAFNOSUPPORT: [47, 'Address family not supported by protocol family'],
  ENETUNREACH: [51, 'Network is unreachable'],
  ENOENT: [2, 'No such file or directory'],
} as const;
export type ErrorName = keyof typeof ERRNO;

export const errorNumber = (name: ErrorName): number => ERRNO[name][0];
export const errorText = (name: ErrorName): string => ERRNO[name][1];
