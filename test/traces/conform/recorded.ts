/** Simulated runs of the implementation, as their traces tell them. */
import type { Bug } from '../../../impl/core/bugs.js';
import type { Faults } from '../../../impl/sim/faults.js';
import { settingOf, stormOf } from '../../../impl/sim/setting.js';
import { simulate } from '../../../impl/sim/world.js';
import type { Event } from '../../../traces/event.js';

/** What goes wrong in a run: what its seed draws; leaders are cut off all the time (impl/sim/setting.ts); messages are late, too; servers crash, too. */
export type Weather = 'calm' | 'storm' | 'late messages' | 'crashes';

const worse: Readonly<Record<Weather, Partial<Faults>>> = {
  calm: {},
  storm: {},
  'late messages': { straggling: 350, delayMax: 12 },
  crashes: { crash: 300, hunt: 500 },
};

/** @param bug switched on in all servers; the simulation may notice it, and stop there */
export function recorded(seed: number, bug?: Bug, weather: Weather = 'calm'): readonly Event[] {
  const events: Event[] = [];
  // As from a file: later changes of the objects do not show.
  const record = (event: Event) => events.push(JSON.parse(JSON.stringify(event)) as Event);
  const setting = weather === 'calm' ? settingOf(seed) : stormOf(seed);
  const faults = { ...setting.faults, ...worse[weather] };
  const tuning = bug === undefined ? setting.tuning : { ...setting.tuning, bugs: [bug] };
  try {
    simulate(seed, { ...setting, faults, tuning, record });
  } catch (error) {
    if (bug === undefined) throw error;
  }
  return events;
}
