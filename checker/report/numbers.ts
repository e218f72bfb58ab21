/** Numbers as people read them: in groups of three, with a unit that fits. No locale: the same text everywhere. */

/** `8,220,065` */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 state`, `2 states` */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `512 MB`, in powers of ten. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${formatCount(bytes / 1e3)} kB`;
  return bytes < 1e10 ? `${formatCount(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `0.35 s`, `12 s`, `3 min 20 s`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A chance, such as `9.3e-10`; 0 where there is none. */
export function formatChance(chance: number): string {
  return chance === 0 ? '0' : chance.toExponential(1);
}
