/** Begins to count the processor time of this process, of all threads, in milliseconds: the machine may have other work. */
export function cpuWatch(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
