/** Simulated runs of the implementation, as their traces tell them. */
import type { Bug } from '../../../impl/core/bugs.js';
import { settingOf } from '../../../impl/sim/setting.js';
import { simulate } from '../../../impl/sim/world.js';
import type { Event } from '../../../traces/event.js';

/** @param bug switched on in all servers; the simulation may notice it, and stop there */
export function recorded(seed: number, bug?: Bug): readonly Event[] {
  const events: Event[] = [];
  // As from a file: later changes of the objects do not show.
  const record = (event: Event) => events.push(JSON.parse(JSON.stringify(event)) as Event);
  const { tuning } = settingOf(seed);
  try {
    simulate(seed, bug === undefined ? { record } : { record, tuning: { ...tuning, bugs: [bug] } });
  } catch (error) {
    if (bug === undefined) throw error;
  }
  return events;
}
