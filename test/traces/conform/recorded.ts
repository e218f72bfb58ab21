/** Simulated runs of the implementation, as their traces tell them. */
import type { Bug } from '../../../impl/core/bugs.js';
import { settingOf, stormOf } from '../../../impl/sim/setting.js';
import { simulate } from '../../../impl/sim/world.js';
import type { Event } from '../../../traces/event.js';

/**
 * @param bug switched on in all servers; the simulation may notice it, and stop there
 * @param isStorm whether leaders are cut off all the time (impl/sim/setting.ts)
 */
export function recorded(seed: number, bug?: Bug, { isStorm = false } = {}): readonly Event[] {
  const events: Event[] = [];
  // As from a file: later changes of the objects do not show.
  const record = (event: Event) => events.push(JSON.parse(JSON.stringify(event)) as Event);
  const { tuning, ...setting } = isStorm ? stormOf(seed) : settingOf(seed);
  try {
    const bugs = bug === undefined ? {} : { bugs: [bug] };
    simulate(seed, { ...setting, record, tuning: { ...tuning, ...bugs } });
  } catch (error) {
    if (bug === undefined) throw error;
  }
  return events;
}
