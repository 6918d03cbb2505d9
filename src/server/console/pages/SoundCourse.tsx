import type { CallQuality } from '../../../contract/quality.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { runsOf } from '../sound.ts';

const width = 240;
const height = 48;
const highest = 4.5;
const lowest = 1;
/** Below it some users are dissatisfied. */
const fair = 3.6;

const y = (mos: number): number => ((highest - mos) / (highest - lowest)) * height;

/** How the score of a call went, as a line; for who does not see it, in words. */
export function SoundCourse({ course }: { readonly course: CallQuality['course'] }) {
  const { t, format } = useTexts();
  const [first] = course;
  const last = course.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const worst = course.reduce((one, other) => (other.mos < one.mos ? other : one));
  const x = (second: number): number => (last.second === 0 ? 0 : (second / last.second) * width);
  const label = t('sound.courseText', {
    duration: format.duration(last.second * 1000),
    first: format.number(first.mos),
    last: format.number(last.mos),
    lowest: format.number(worst.mos),
    at: format.duration(worst.second * 1000),
  });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-2 -2 ${width + 4} ${height + 4}`}
      width="100%"
      height={height + 4}
      preserveAspectRatio="none"
      fill="none"
      stroke="currentColor"
    >
      <title>{label}</title>
      <line x1={0} x2={width} y1={y(fair)} y2={y(fair)} strokeOpacity={0.35} strokeDasharray="3 3" />
      {runsOf(course).map((run) => (
        <polyline
          key={run[0]?.second}
          points={run.map(({ second, mos }) => `${round(x(second))},${round(y(mos))}`).join(' ')}
          strokeWidth={2}
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
