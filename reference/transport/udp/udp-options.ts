import type { UdpOptions } from './udp-service.js';

const MOST_PORTS = 0xffff;
const MOST_OCTET = 0xff;

export const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port <= MOST_PORTS;

const isOctet = (value: number | undefined): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= MOST_OCTET);

/** RFC 3493 sections 5.1 and 5.2, RFC 3542 section 6.5: from 0 to 255. */
export const areValid = ({ hopLimit, multicastHopLimit, trafficClass }: UdpOptions): boolean =>
  [hopLimit, multicastHopLimit, trafficClass].every(isOctet);
