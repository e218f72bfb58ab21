/** What a property looked at in the state that breaks it: that and nothing else. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { add, cell, type Model, type Property, set, soup, type View } from '../../../checker/model.js';
import { evidenceOf } from '../../../checker/paths/evidence.js';
import { renderText } from '../../../checker/report/text.js';
import { action, does, invariant, transition } from '../../../spec/kit/plain.js';

const at = cell<number>('at');
const other = cell<string>('other');
const inbox = soup<{ from: string; message: { kind: string; number: number } }>('inbox');

/** Counts to three and sends each number to itself. */
function counting(property: Property): Model {
  return {
    name: 'counting',
    variables: [other, at, inbox],
    initial: [[set(at, 0), set(other, 'unread')]],
    actions: [
      action('Up', {}, (view) => {
        const number = view.get(at) + 1;
        return number > 3
          ? []
          : does(set(at, number), add(inbox, { from: 'p1', message: { kind: 'm', number } }));
      }),
    ],
    properties: [property],
  };
}

async function evidence(property: Property): Promise<{ shown: readonly unknown[]; text: string }> {
  const model = counting(property);
  const verdict = await checkModel(model);
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
  const shown = evidenceOf(model, verdict.execution);
  const text = renderText(verdict.execution, { evidence: shown });
  return { shown, text };
}

const limit = (max: number) => ({
  parameters: { max },
  holds: (view: View) => view.get(at) < max || view.sent(inbox, { message: { number: 2 } }).length === 0,
});

describe('of an invariant', () => {
  it('are the cells that the broken instance reads, and the members that it finds', async () => {
    const { shown, text } = await evidence(invariant('small', 'it is small', [limit(9), limit(2)]));
    expect(shown).toEqual([
      { kind: 'cell', variable: 'at', value: 2 },
      { kind: 'soup', variable: 'inbox', value: [{ from: 'p1', message: { kind: 'm', number: 2 } }] },
    ]);
    expect(text).toContain(
      '\nWhat small (max: 2) looks at in the last state\n  at:    2\n  inbox: m(number: 2) from p1',
    );
  });

  it('are left out where it reads everything', async () => {
    const model = counting(invariant('small', '', (view) => view.get(at) < 2));
    const narrow = {
      ...model,
      variables: [at],
      initial: [[set(at, 0)]],
      actions: [action('Up', {}, (view) => (view.get(at) < 3 ? does(set(at, view.get(at) + 1)) : []))],
    };
    const verdict = await checkModel(narrow);
    if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
    expect(evidenceOf(narrow, verdict.execution)).toEqual([]);
  });
});

it('a property of a step has none: the last step tells it', async () => {
  const { shown, text } = await evidence(
    transition('slow', '', (before, after) => after.get(at) - before.get(at) < 1),
  );
  expect(shown).toEqual([]);
  expect(text).not.toContain('looks at');
});

it('long lists are cut', async () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ kind: 'cell' as const, variable: `v${i}`, value: i }));
  const model = counting(invariant('small', '', (view) => view.get(at) < 2));
  const verdict = await checkModel(model);
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
  const text = renderText(verdict.execution, { evidence: many });
  expect(text).toMatch(/\n {2}v19: 19\n {2}… and 10 more(\n|$)/);
});
