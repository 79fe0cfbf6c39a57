// What charts have in common: a plot that keeps its zoom while its numbers change, follows its place's width and the
// colours of light and dark; marks; and keys to walk from point to point.

import {child, colour, onScheme, roleOf} from "./dom.js";
import {toggled} from "./state.js";

const HEIGHT = 300;

/** An axis in the page's colours, for uPlot. */
export const axis = (label, more = {}) => ({
    label,
    size: 34,
    labelSize: 20,
    labelFont: "12px system-ui, sans-serif",
    font: "11px system-ui, sans-serif",
    stroke: colour("--quiet"),
    grid: {stroke: colour("--line"), width: 1},
    ticks: {stroke: colour("--line"), width: 1, size: 4},
    ...more,
});

/**
 * A plot in a place, zoomed by drawing a rectangle and back by a double click.
 *
 * @param height in pixels
 * @return {{show: (options: () => object, data: number[][], key: string, series: string) => void, current: () => object,
 *     spot: (at: [number, number] | null) => void, close: () => void}} show draws: while the key stays the same a zoom is
 *     kept, and while the series do, too, only the numbers are new; the options are asked for again when colours change.
 *     spot rings what is at some x and y: going from point to point draws nothing anew
 */
export function plot(place, height = HEIGHT) {
    let drawn = null; // the uPlot
    let last = null;
    let zoom = null;
    let spotted = null;
    const size = () => ({width: Math.max(240, place.clientWidth), height});

    function make() {
        drawn?.destroy();
        const options = last.options();
        const hooks = options.hooks ?? {};
        drawn = new globalThis.uPlot(
            {
                legend: {show: false},
                ...size(),
                ...options,
                scales: Object.fromEntries(
                    Object.entries(options.scales ?? {}).map(([name, scale]) => [name, zoomed(name, scale)]),
                ),
                cursor: {drag: {x: true, y: true, uni: 30, setScale: false}, points: {show: false}, ...options.cursor},
                hooks: {...hooks, setSelect: [zoomIn, ...(hooks.setSelect ?? [])], draw: [...(hooks.draw ?? []), ring]},
            },
            last.data,
            place,
        );
        drawn.over.addEventListener("dblclick", () => (zoom = null));
        apply();
    }

    // A range that is asked for holds until a rectangle is drawn.
    const zoomed = (name, scale) =>
        typeof scale.range !== "function"
            ? scale
            : {
                  ...scale,
                  range: (...asked) => (zoom?.[name] ? [zoom[name].min, zoom[name].max] : scale.range(...asked)),
              };

    function zoomIn(u) {
        const {left, top, width, height: tall} = u.select;
        if (width > 0 || tall > 0) {
            zoom = {};
            if (width > 0) {
                zoom.x = {min: u.posToVal(left, "x"), max: u.posToVal(left + width, "x")};
            }
            if (tall > 0 && u.scales.y) {
                zoom.y = {min: u.posToVal(top + tall, "y"), max: u.posToVal(top, "y")};
            }
            u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
            apply();
        }
    }

    function ring(u) {
        const made = u.over.querySelector(".spot") ?? child(u.over, "div", "spot");
        const [left, top] = spotted ? [u.valToPos(spotted[0], "x"), u.valToPos(spotted[1], "y")] : [-1, -1];
        // Of its size the plot knows; to ask the page would have that laid out.
        made.hidden = !(
            left >= 0 &&
            top >= 0 &&
            left <= u.bbox.width / devicePixelRatio &&
            top <= u.bbox.height / devicePixelRatio
        );
        made.style.transform = `translate(${left}px, ${top}px)`;
    }

    function apply() {
        Object.entries(zoom ?? {}).forEach(([scale, range]) => drawn.setScale(scale, range));
    }

    const observer = new ResizeObserver(() => drawn?.width !== size().width && drawn?.setSize(size()));
    observer.observe(place);
    const forget = onScheme(() => last && make());

    return {
        show(options, data, key, series = "") {
            zoom = last?.key === key ? zoom : null;
            const same = drawn && last.key === key && last.series === series;
            last = {options, data, key, series};
            if (same) {
                drawn.setData(data, zoom === null);
                if (zoom !== null) {
                    drawn.redraw(true);
                }
            } else {
                make();
            }
        },
        current: () => drawn,
        spot(at) {
            spotted = at;
            if (drawn) {
                ring(drawn);
            }
        },
        /** Nothing is drawn until something is shown again. */
        clear() {
            drawn?.destroy();
            drawn = last = zoom = null;
        },
        close() {
            observer.disconnect();
            forget();
            drawn?.destroy();
        },
    };
}

/** Calls back for a click that is no end of a drawn rectangle. */
export function onPress(element, pressed) {
    let from = [0, 0];
    element.addEventListener("mousedown", event => (from = [event.clientX, event.clientY]));
    element.addEventListener(
        "click",
        event => Math.hypot(event.clientX - from[0], event.clientY - from[1]) < 4 && pressed(event),
    );
}

/** Where a logarithmic axis has its lines: round numbers, however narrow the range. */
export function roundNumbers(low, high) {
    const lines = digits => {
        const all = [];
        for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
            all.push(...digits.map(digit => digit * power));
        }
        return all.filter(value => value >= low && value <= high);
    };
    const few = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]].map(lines);
    return few.find(all => all.length >= 4) ?? (few.at(-1).length >= 3 ? few.at(-1) : even(low, high));
}

// Within less than a factor of two a logarithmic axis is all but an even one.
function even(low, high) {
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find(digit => digit * power >= rough);
    const first = Math.ceil(low / step);
    return Array.from({length: Math.max(1, Math.floor(high / step) - first + 1)}, (_, i) => (first + i) * step);
}

// Outlines of marks around (x, y) with radius r.
const SHAPES = {
    circle: (path, x, y, r) => path.arc(x, y, r, 0, 2 * Math.PI),
    ring: (path, x, y, r) => path.arc(x, y, r, 0, 2 * Math.PI),
    square: (path, x, y, r) => path.rect(x - r, y - r, 2 * r, 2 * r),
    triangle: (path, x, y, r) =>
        polygon(path, [
            [x, y - 1.2 * r],
            [x + 1.1 * r, y + 0.8 * r],
            [x - 1.1 * r, y + 0.8 * r],
        ]),
    diamond: (path, x, y, r) =>
        polygon(path, [
            [x, y - 1.35 * r],
            [x + 1.35 * r, y],
            [x, y + 1.35 * r],
            [x - 1.35 * r, y],
        ]),
};

function polygon(path, [first, ...rest]) {
    path.moveTo(...first);
    rest.forEach(point => path.lineTo(...point));
    path.closePath();
}

/** Draws the mark of a role on a canvas; filled unless the role's is a ring. */
export function mark(context, role, x, y, radius) {
    const {shape, colour: name} = roleOf(role);
    context.beginPath();
    SHAPES[shape](context, x, y, radius);
    context.fillStyle = shape === "ring" ? colour("--raised") : colour(name);
    context.strokeStyle = colour(name);
    context.lineWidth = 1.6 * devicePixelRatio;
    context.fill();
    context.stroke();
}

/** A small picture of a role's mark, for legends. */
export function markPicture(place, role) {
    const canvas = child(place, "canvas", "role-mark");
    canvas.width = canvas.height = 14 * devicePixelRatio;
    canvas.setAttribute("aria-hidden", "true");
    mark(canvas.getContext("2d"), role, canvas.width / 2, canvas.height / 2, 4.5 * devicePixelRatio);
    return canvas;
}

/**
 * Arrow keys walk over points, Enter chooses the one that was walked to, Escape lets go of it.
 *
 * @param around gives {numbers, hovered, chosen}: the points in the order they are walked over
 */
/** A line across the picture at a height, with its name, such as what a network scored that nobody trained here. */
export function level(u, value, name, stroke) {
    const {ctx, bbox} = u;
    const y = u.valToPos(value, "y", true);
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = stroke;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.font = `${11 * devicePixelRatio}px sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = y - bbox.top < 16 * devicePixelRatio ? "top" : "bottom";
    ctx.fillText(name, bbox.left + bbox.width - 4 * devicePixelRatio, y + (ctx.textBaseline === "top" ? 3 : -2) * devicePixelRatio);
    ctx.restore();
}

export function walk(element, act, around) {
    element.tabIndex = 0;
    element.addEventListener("keydown", event => {
        const {numbers, hovered, chosen} = around();
        const steps = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
        const to =
            event.key === "Home"
                ? 0
                : event.key === "End"
                  ? numbers.length - 1
                  : steps &&
                    (hovered === null || !numbers.includes(hovered)
                        ? steps > 0
                            ? 0
                            : numbers.length - 1
                        : Math.min(numbers.length - 1, Math.max(0, numbers.indexOf(hovered) + steps)));
        if (to !== undefined && numbers.length > 0) {
            act.hover(numbers[to]);
        } else if (["Enter", " "].includes(event.key) && hovered !== null) {
            act.go({chosen: toggled(chosen, hovered)});
        } else if (event.key === "Escape") {
            act.hover(null);
        } else {
            return;
        }
        event.preventDefault();
    });
    element.addEventListener("blur", () => act.hover(null));
}
