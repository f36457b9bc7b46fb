import { InvalidArgumentError } from 'commander';

const MOST_JOBS = 64;

/** The value of `--jobs`. */
export function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > MOST_JOBS) throw new InvalidArgumentError(`Wanted a whole number from 1 to ${MOST_JOBS}.`);
  return jobs;
}
