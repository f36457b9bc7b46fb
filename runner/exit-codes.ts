/** The exit codes of the program; when several apply the first of 130, 2, 1, 3, 0 counts. */
export const EXIT = {
  fine: 0,
  /** An unwaived FAIL, a stale waiver, with `--fail-on warn` a WARN; a replay that differs. */
  failed: 1,
  /** Usage or configuration error. */
  usage: 2,
  /** Missing rights, NIC or module, harness ERROR, INCONCLUSIVE, nothing executed: the bench cannot speak. */
  unable: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something the user can put right: printed as it is, without a stack trace; ends the program with its exit code. */
export class Problem extends Error {
  public override readonly name = 'Problem';

  public constructor(
    message: string,
    public readonly exitCode: ExitCode = EXIT.usage,
  ) {
    super(message);
  }
}
