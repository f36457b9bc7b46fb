import type { ConformanceTest, RegisteredTest } from './conformance.js';
import type { FaultDeclaration } from './faults.js';
import type { Requirement } from './requirement.js';

/** What the suite files register when they are loaded: ledger lines, tests, planted faults. */
export interface Registry {
  group(title: string, define: () => void): void;
  add(test: ConformanceTest): void;
  addRequirements(lines: readonly Requirement[]): void;
  addFault(fault: FaultDeclaration): void;
  tests(): readonly RegisteredTest[];
  requirements(): readonly Requirement[];
  faults(): readonly FaultDeclaration[];
}

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*){2,}$/;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function createRegistry(): Registry {
  const titles: string[] = [];
  const tests = new Map<string, RegisteredTest>();
  const requirements = new Map<string, Requirement>();
  const faults = new Map<string, FaultDeclaration>();
  const find = (slug: string, id: string): Requirement => {
    const line = requirements.get(slug);
    if (!line) throw new Error(`test ${id}: the ledger has no requirement "${slug}"`);
    return line;
  };
  return {
    group(title, define) {
      titles.push(title);
      try {
        define();
      } finally {
        titles.pop();
      }
    },
    add(test) {
      if (!ID.test(test.id)) throw new Error(`test id "${test.id}" is not of the form protocol.subject.case in lower case`);
      if (tests.has(test.id)) throw new Error(`test id "${test.id}" is used twice`);
      const line = find(test.requirement, test.id);
      tests.set(test.id, { ...register(test, line, [...titles]), requirementOf: (slug) => find(slug, test.id) });
    },
    addRequirements(lines) {
      for (const line of lines) {
        if (!SLUG.test(line.slug))
          throw new Error(`requirement slug "${line.slug}" is not words of lower-case letters, digits and hyphens`);
        if (requirements.has(line.slug)) throw new Error(`requirement "${line.slug}" is in the ledger twice`);
        requirements.set(line.slug, line);
      }
    },
    addFault(fault) {
      const name = `${fault.target}: ${fault.title}`;
      if (faults.has(name)) throw new Error(`fault "${name}" is planted twice`);
      faults.set(name, fault);
    },
    tests: () => [...tests.values()],
    requirements: () => [...requirements.values()],
    faults: () => [...faults.values()],
  };
}

function register(test: ConformanceTest, line: Requirement, titles: readonly string[]): Omit<RegisteredTest, 'requirementOf'> {
  const description = {
    id: test.id,
    title: test.title,
    suite: test.id.slice(0, test.id.indexOf('.')),
    requirement: line.slug,
    rfc: line.rfc,
    section: line.section,
    level: line.level,
    roles: [test.role],
    plays: test.role === 'node' ? 'host' : test.role,
  };
  return { ...test, titles, ledgerLine: line, plays: description.plays, description };
}

let current = createRegistry();

/** The registry that declarations go to while files load. */
export const registry = (): Registry => current;

/** Runs declarations into a registry of their own: for made-up suites in the kit's own tests. */
export function declare(define: () => void): Registry {
  const outer = current;
  const fresh = createRegistry();
  current = fresh;
  try {
    define();
  } finally {
    current = outer;
  }
  return fresh;
}
