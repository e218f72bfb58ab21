/**
 * Where things stand in a picture. Time runs to the right and is no clock: calls and ends stand in the order of their lines, as far apart as the texts
 * between them need. A place in the linearization is a point within its operation, and the points stand in their order.
 */
import { shorten } from '../../../checker/report/layout.js';
import type { Mark, Scene } from './scene.js';
import { describeOperation } from './words.js';

export const LANE = 46;
export const BAR = 24;
/** For the names of clients. */
export const MARGIN = 120;
const TOP = 30;
const GAP = 12;
const POINT = 18;
/** Of one character of a label; wide enough for digits and for most letters of a proportional font. */
const CHARACTER = 6.6;
const LABEL_MAX = 36;

export interface Bar {
  readonly mark: Mark;
  readonly label: string;
  readonly left: number;
  readonly right: number;
  /** The top of the bar. */
  readonly top: number;
  /** Where its point is; undefined where it has no place. */
  readonly point: number | undefined;
}

export interface Lanes {
  readonly bars: readonly Bar[];
  readonly lanes: readonly { readonly client: string; readonly top: number }[];
  readonly width: number;
  readonly height: number;
  /** Where the last line is that is shown. */
  readonly end: number;
}

interface Moment {
  readonly at: number;
  readonly mark: Mark;
  readonly isEnd: boolean;
}

export function lanesOf({ marks, clients }: Scene): Lanes {
  const rows = rowsOf(marks, clients);
  const moments = marks
    .flatMap((mark): readonly Moment[] => {
      const { call, end } = mark.operation;
      const start = { at: call.at, mark, isEnd: false };
      return mark.isEnded && end.kind !== 'open' ? [start, { at: end.at, mark, isEnd: true }] : [start];
    })
    .sort((a, b) => a.at - b.at);
  const points = pointsAfter(moments, marks);

  // From left to right: each moment as near to the one before as points and labels allow.
  const lefts = new Map<Mark, number>();
  const rights = new Map<Mark, number>();
  const pointXs = new Map<Mark, number>();
  let x = MARGIN;
  moments.forEach(({ mark, isEnd }, i) => {
    if (isEnd) {
      x = Math.max(x, lefts.get(mark)! + widthOf(mark));
      rights.set(mark, x);
    } else lefts.set(mark, x);
    const here = points.get(i) ?? [];
    here.forEach((placed, n) => {
      pointXs.set(placed, x + POINT * (n + 1) - POINT / 3);
    });
    x += Math.max(GAP, here.length * POINT + GAP);
  });
  const end = x;
  const right = Math.max(
    end + 30,
    ...marks.filter(({ isEnded }) => !isEnded).map((mark) => lefts.get(mark)! + widthOf(mark) + 20),
  );
  const topOf = new Map(
    rows.flatMap(({ marks: own }, row) => own.map((mark) => [mark, TOP + row * LANE] as const)),
  );
  return {
    bars: marks.map((mark) => ({
      mark,
      label: labelOf(mark),
      left: lefts.get(mark)!,
      right: rights.get(mark) ?? right,
      top: topOf.get(mark)! + (LANE - BAR) / 2,
      point: pointXs.get(mark),
    })),
    lanes: rows.map(({ client }, row) => ({ client, top: TOP + row * LANE })),
    width: right + 20,
    height: TOP + rows.length * LANE,
    end: end - GAP,
  };
}

interface Row {
  readonly client: string;
  readonly marks: Mark[];
}

/** A lane for each client, and one more where it goes on while an operation that it gave up is still open. */
function rowsOf(marks: readonly Mark[], clients: readonly string[]): readonly Row[] {
  const rows = clients.map((client): Row[] => [{ client, marks: [] }]);
  for (const mark of marks) {
    const { client } = mark.operation;
    const own = rows[clients.indexOf(client)];
    const free = own.find(({ marks: before }) => before.at(-1)?.isEnded !== false);
    if (free === undefined) own.push({ client, marks: [mark] });
    else free.marks.push(mark);
  }
  return rows.flat();
}

/**
 * The points behind each moment. A point stands behind the latest call of those that come before it in the order, and its own; that an operation ends later than this
 * is what makes the order a linearization.
 */
function pointsAfter(
  moments: readonly Moment[],
  marks: readonly Mark[],
): ReadonlyMap<number, readonly Mark[]> {
  const calls = new Map(moments.flatMap(({ mark, isEnd }, i) => (isEnd ? [] : [[mark, i] as const])));
  const points = new Map<number, Mark[]>();
  let latest = 0;
  const placed = marks.filter(({ place }) => place !== undefined);
  for (const mark of placed.sort((a, b) => a.place! - b.place!)) {
    latest = Math.max(latest, calls.get(mark)!);
    points.set(latest, [...(points.get(latest) ?? []), mark]);
  }
  return points;
}

function labelOf({ operation }: Mark): string {
  return shorten(describeOperation(operation), LABEL_MAX);
}

function widthOf(mark: Mark): number {
  return labelOf(mark).length * CHARACTER + 14;
}
