import type { Position } from '../links/capture/file-octets.js';

const UNITS = ['octets', 'kB', 'MB', 'GB', 'TB'] as const;

/** `ring.pcap: 1,200,000 frames, 310 MB of 2.1 GB, 15 %`: by octets, since nobody knows how many frames are to come. */
export function progressText(file: string, frames: number, { octets, of }: Position): string {
  const read = `${file}: ${frames.toLocaleString('en')} ${frames === 1 ? 'frame' : 'frames'}, ${size(octets)}`;
  if (of === undefined || of === 0) return read;
  return `${read} of ${size(of)}, ${Math.floor((100 * Math.min(octets, of)) / of)} %`;
}

function size(octets: number): string {
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(2)} ${UNITS[unit]}`;
}
