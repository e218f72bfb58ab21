/** What goes wrong next: every 100 virtual milliseconds each kind of fault has its chance. */
import type { World } from './world.js';

export function strike(world: World): void {
  const { random, faults, timeline, network } = world;
  const happens = (chance: number) => chance > 0 && random.within(1, 1000) <= chance;
  const servers = [...world.servers.values()];
  const any = () => servers[random.within(0, servers.length - 1)];
  for (const server of servers) {
    if (!happens(faults.crash)) continue;
    server.crash();
    timeline.after(random.within(1, 800), () => server.start());
  }
  // All at once, as when the power fails.
  if (happens(faults.crash / 10)) {
    for (const server of servers) {
      server.crash();
      timeline.after(random.within(1, 300), () => server.start());
    }
  }
  if (happens(faults.pause)) any().pause(random.within(10, 600));
  if (happens(faults.slowDisk)) any().slowDisk(random.within(50, 500));
  if (happens(faults.fullDisk)) any().fullDisk(random.within(50, 500));
  // Of one server at most: what more than a minority loses is lost.
  if (happens(faults.rot)) servers[0].rot();
  const ids = [...servers.map(({ id }) => id), ...clientsOf(world)];
  if (happens(faults.partition)) {
    const ms = random.within(50, 800);
    const side = new Set(ids.filter(() => random.within(0, 1) === 0));
    for (const from of ids)
      for (const to of ids) if (side.has(from) !== side.has(to)) network.cut(from, to, ms);
  }
  if (happens(faults.oneWayCut)) network.cut(any().id, any().id, random.within(50, 800));
}

function clientsOf({ setting }: World): string[] {
  return Array.from({ length: setting.clients }, (_, i) => `c${i + 1}`);
}
