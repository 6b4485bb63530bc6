"""Line charts as SVG, by hand: no library is needed to draw the pictures of docs/performance.md."""
from html import escape

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 860, 170, 90, 20, 46, 44
COLOURS = ["#1f6feb", "#d1242f", "#1a7f37", "#8250df", "#bf8700"]


def ticks(low, high, count=4):
    """Round numbers that span a range."""
    span = (high - low) or 1
    step = 10 ** len(str(int(span / count))) / 10 if span / count >= 1 else 0.1
    while span / step > count * 1.5:
        step *= 2 if str(step)[0] in "15" else 2.5
    first = int(low / step) * step
    return [first + step * i for i in range(int((high - first) / step) + 2) if first + step * i <= high + step * 0.01]


def short(value):
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def draw(title, panels, x_name, x_labels=None):
    """panels: a list of (name, {series: [(x, y), …]}); every panel's y axis begins at zero. x_labels: {x: text} in place of numbers."""
    height = TOP + len(panels) * (PANEL + GAP) + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="24" font-size="16" fill="#1f2328">{escape(title)}</text>']
    xs = [x for _, series in panels for points in series.values() for x, _ in points]
    x_low, x_high = min(xs), max(xs)
    place_x = lambda x: LEFT + (x - x_low) / ((x_high - x_low) or 1) * (WIDTH - LEFT - RIGHT)
    for index, (name, series) in enumerate(panels):
        top = TOP + index * (PANEL + GAP)
        bottom = top + PANEL - 20
        y_high = (max((y for points in series.values() for _, y in points), default=0) or 1) * 1.08
        place_y = lambda y: bottom - y / y_high * (PANEL - 40)
        out.append(f'<text x="{LEFT}" y="{top + 12}" fill="#1f2328" font-weight="bold">{escape(name)}</text>')
        for tick in ticks(0, y_high):
            out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place_y(tick):.1f}" y2="{place_y(tick):.1f}" stroke="#d0d7de"/>')
            out.append(f'<text x="{LEFT - 8}" y="{place_y(tick) + 4:.1f}" text-anchor="end" fill="#59636e">{short(tick)}</text>')
        for x, text in (x_labels or {x: short(x) for x in ticks(x_low, x_high, 8)}).items():
            out.append(f'<text x="{place_x(x):.1f}" y="{bottom + 16}" text-anchor="middle" fill="#59636e">{escape(text)}</text>')
        for number, (label, points) in enumerate(series.items()):
            colour = COLOURS[number % len(COLOURS)]
            path = " ".join(f"{place_x(x):.1f},{place_y(y):.1f}" for x, y in points)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
            if len(points) <= 20:
                out += [f'<circle cx="{place_x(x):.1f}" cy="{place_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in points]
            if len(series) > 1:
                out.append(f'<text x="{WIDTH - RIGHT - 150 * (len(series) - number) + 20}" y="{top + 12}" fill="{colour}">{escape(label)}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{height - 12}" text-anchor="middle" fill="#59636e">{escape(x_name)}</text>')
    out.append("</svg>\n")
    return "\n".join(out)
