import { figure } from "./parts.js";

export interface Line { name: string; values: (number | null)[] }

const [WIDTH, HEIGHT, TOP] = [600, 140, 8];

/** The next of 1, 2, 5, 10, 20, … that is not smaller. */
export function roundUp(value: number) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999_999) ?? 10 * power;
}

/** The parts of a line between gaps, as an SVG path. */
export function pathOf(values: (number | null)[], points: number, top: number) {
  let path = "";
  let isDown = false;
  values.forEach((value, at) => {
    if (value === null) return (isDown = false);
    const x = (WIDTH * (points - values.length + at)) / Math.max(points - 1, 1);
    const y = HEIGHT - ((HEIGHT - TOP) * Math.min(value, top)) / top;
    path += `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    return (isDown = true);
  });
  return path;
}

/** Some lines over the last minutes, the newest values on the right, with the newest of each in words. Lines differ by colour and by dashes. */
export function Plot({ title, unit, lines, points, span }: { title: string; unit: string; lines: Line[]; points: number; span: string }) {
  const top = roundUp(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const said = lines.map(({ name, values }) => `${name} ${wordOf(values.at(-1), unit)}`).join(", ");
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div class="area">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${title}, the last ${span}: now ${said}`}>
          {[0, 0.5, 1].map((share) => <line key={share} class="grid" x1="0" x2={WIDTH} y1={HEIGHT - (HEIGHT - TOP) * share} y2={HEIGHT - (HEIGHT - TOP) * share} />)}
          {lines.map(({ name, values }, at) => <path key={name} class={`line line-${at}`} d={pathOf(values, points, top)} />)}
        </svg>
        <span class="top" aria-hidden="true">{figure(top)} {unit}</span>
        <span class="span" aria-hidden="true">{span}</span>
      </div>
      <ul class="legend">
        {lines.map(({ name, values }, at) => (
          <li key={name}>
            <svg width="22" height="8" aria-hidden="true"><path class={`line line-${at}`} d="M0 4H22" /></svg>
            {name} <strong>{wordOf(values.at(-1), unit)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  );
}

const wordOf = (value: number | null | undefined, unit: string) => (value === null || value === undefined ? "–" : `${figure(value)} ${unit}`);

/** A share of a whole. */
export function Meter({ label, used, of, text }: { label: string; used: number; of: number; text: string }) {
  const share = of > 0 ? Math.min(used / of, 1) : 0;
  return (
    <div class="meter">
      <span>{label}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={`${label}: ${text}`}>
        <rect class="all" width="100" height="6" />
        <rect class={share > 0.9 ? "used full" : "used"} width={share * 100} height="6" />
      </svg>
      <span class="quiet">{text}</span>
    </div>
  );
}
