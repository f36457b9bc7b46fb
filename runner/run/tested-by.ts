import { hostname, userInfo } from 'node:os';

/** Characters of a name that is given. */
export const LONGEST_NAME = 200;

/** Who runs the tests, where nobody says it: the user, who may have become root by sudo, and the machine. */
export function whoRunsThis(environment: NodeJS.ProcessEnv = process.env): string {
  const user = environment.SUDO_USER ?? userName();
  return user === undefined ? hostname() : `${user}@${hostname()}`;
}

/** A container's user need not be in any list of users. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
