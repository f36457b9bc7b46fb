import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { didYouMean } from '../nearest.js';
import { EXIT, Problem } from '../exit-codes.js';
import { loadDut } from './load-dut.js';
import { waiver, type Waiver } from './dut-schema.js';
import { locate } from './schema-problems.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/** A file that holds nothing but waivers, for who judges a run and does not own the description of the device. */
const waiverFileSchema = z.strictObject({ waivers: z.array(waiver) });

/**
 * The waivers of a device's file, or of a file with `waivers:` alone. Throws a `Problem` with everything that is wrong; a
 * waiver for a test that is not known would never be noticed as stale, and is wrong, too.
 */
export function loadWaivers(file: string, known: ReadonlySet<string>): readonly Waiver[] {
  const source = readYaml(readText(file));
  const where = (path: readonly PropertyKey[]): string => {
    const { line, column } = source.position(path);
    return `${file}:${line}:${column}  ${path.map(String).join('.')}: `;
  };
  const waivers = isDevice(source) ? loadDut(file).configuration.waivers : fromFile(file, source);
  const problems = unknownTests(waivers, known, where);
  if (problems.length > 0) throw new Problem(problems.join('\n'), EXIT.usage);
  return waivers;
}

/** One complaint for each waiver whose test does not exist. */
export const unknownTests = (
  waivers: readonly Waiver[],
  known: ReadonlySet<string>,
  where: (path: readonly PropertyKey[]) => string,
): readonly string[] =>
  waivers.flatMap(({ test }, i) =>
    known.has(test) ? [] : [`${where(['waivers', i, 'test'])}no test "${test}".${didYouMean(test, known)}`],
  );

const isDevice = ({ value }: YamlSource): boolean => typeof value === 'object' && value !== null && 'device' in value;

function fromFile(file: string, source: YamlSource): readonly Waiver[] {
  const parsed = waiverFileSchema.safeParse(source.value, { reportInput: true });
  const problems =
    source.problems.length > 0
      ? source.problems
      : parsed.success
        ? []
        : parsed.error.issues.flatMap((issue) => locate(issue, waiverFileSchema, source));
  if (problems.length > 0 || !parsed.success)
    throw new Problem(problems.map(({ line, column, text }) => `${file}:${line}:${column}  ${text}`).join('\n'), EXIT.usage);
  return parsed.data.waivers;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}
