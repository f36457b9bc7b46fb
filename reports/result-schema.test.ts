import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { reportFile } from './package-root.js';
import { publishedSchemaFiles } from './published-schemas.js';
import { runResultSchema, testDetailsSchema } from './result-schema.js';
import { sampleRun } from './sample/sample-run.js';
import { measurementsOf } from './timing/measurements.js';

const committed = (name: string): string => readFileSync(reportFile('schema', `${name}.schema.json`), 'utf8');
const validator = (name: string) => new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(committed(name)) as object);

describe('published JSON Schemas', function () {
  this.timeout(20_000);

  const run = sampleRun();
  const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  it('are committed as the sources generate them (npx tsx reports/write-schemas.ts)', () => {
    for (const [name, text] of publishedSchemaFiles()) expect(readFileSync(reportFile('schema', name), 'utf8'), name).to.equal(text);
    expect(readdirSync(reportFile('schema')).sort()).to.deep.equal([...publishedSchemaFiles().keys()].sort());
  });

  it('accept a result, the details of its tests, the list and the coverage', () => {
    const description = run.result.tests.map(({ id, title, suite, requirement, rfc, section, level, roles }) => ({
      id,
      title,
      suite,
      requirement,
      rfc,
      section,
      level,
      roles,
    }));
    for (const [name, value] of [
      ['result', run.result],
      ['list', description],
      ['coverage', run.coverage],
      ...run.result.tests.flatMap(({ id }) => (run.details(id) ? [['test-details', run.details(id)] as const] : [])),
    ] as const) {
      const validate = validator(name);
      expect(validate(asJson(value)), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
    }
  });

  it('accept the measured times', () => {
    const tests = run.result.tests.flatMap(({ id }) => {
      const details = run.details(id);
      return details ? [{ id, measurements: measurementsOf(details) }] : [];
    });
    const validate = validator('timing');
    expect(validate({ schema: 'sixproof/timing/1', tests }), JSON.stringify(validate.errors)).to.equal(true);
    expect(tests.flatMap(({ measurements }) => measurements)).to.have.length.above(5);
    expect(validate({ schema: 'sixproof/timing/1', tests: [{ id: 'a', measurements: [{ step: 1 }] }] })).to.equal(false);
  });

  it('accept what perturb prints', () => {
    const survivor = { id: 'nd/na/hopLimit', title: 'hop limit 254', candidates: 3 };
    const perturb = {
      mutants: 4,
      killed: 2,
      explained: 1,
      survivors: [survivor],
      unkillableTests: ['nd.a.b'],
      explainedSurvivors: [{ ...survivor, reason: 'the clause leaves it free', clause: 'RFC4861:7.2.4' }],
      staleExplanations: [],
      baselineFailures: [{ id: 'nd.a.c', verdict: 'fail', reason: { code: 'mismatch', text: '' } }],
      kills: [{ mutant: 'nd/na/target', test: 'nd.a.d' }],
      testsRun: 9,
    };
    expect(validator('perturb')(perturb)).to.equal(true);
    expect(validator('perturb')({ ...perturb, killed: -1 })).to.equal(false);
  });

  it('refuse an unknown verdict, a missing seed and octets that are not hexadecimal', () => {
    const validate = validator('result');
    expect(validate({ ...run.result, tests: [{ ...run.result.tests[0], verdict: 'PASS' }] })).to.equal(false);
    expect(validate({ ...run.result, run: { ...run.result.run, seed: undefined } })).to.equal(false);
    const details = run.details(run.result.tests[0]?.id ?? '');
    expect(validator('test-details')({ ...details, frames: [{ ...details?.frames[0], octets: 'xy' }] })).to.equal(false);
  });

  it('allow keys that a later version adds', () => {
    expect(validator('result')(asJson({ ...run.result, later: 1 }))).to.equal(true);
  });
});

describe('schemas in the program', () => {
  it('agree with the published ones about the sample', () => {
    const run = sampleRun();
    expect(runResultSchema.safeParse(run.result).success).to.equal(true);
    for (const { id } of run.result.tests) {
      const details = run.details(id);
      if (details) expect(testDetailsSchema.safeParse(details).error, id).to.equal(undefined);
    }
  });
});
