// The axes of parallel coordinates, where each point crosses them, and what a stretch of an axis means as a brush. Pure:
// knows no page.

import {valueOf} from "../sheet.js";
import {short} from "../format.js";
import {swept} from "./points.js";
import {axisOf} from "./scales.js";

/** What is drawn beside swept parameters, if points differ in it. */
const MEASURED = [
    {name: "trainable", head: "numbers trained", scale: "log"},
    {name: "compressionRatio", head: "ratio", scale: "log"},
    {name: "bytes", head: "bytes", scale: "log"},
    {name: "testScore", head: "test score", scale: "linear"},
    {name: "validationScore", head: "validation score", scale: "linear"},
];

/**
 * Swept parameters in which points differ, then what came out.
 *
 * @param otherwise names of axes whose scale is not as usual: log for linear, or linear for log
 * @return {{name: string, head: string, kind: string, scale: string, axis: object, missing: boolean}[]} missing: whether
 *     some point has no value there
 */
export function axesOf(sheet, otherwise) {
    const turned = new Set(otherwise);
    const settings = swept(sheet).map(({name, kind, scale}) => ({name, head: short(name), kind, scale}));
    return [...settings, ...MEASURED.map(measured => ({...measured, kind: "number"}))].map(each => {
        const scale = turned.has(each.name) ? (each.scale === "log" ? "linear" : "log") : each.scale;
        const values = sheet.points.map(point => valueOf(point, each.name));
        const axis = axisOf(values, each.kind, scale);
        return {...each, scale, axis, missing: values.some(value => axis.place(value) === null)};
    }).filter(({axis}) => axis.low !== axis.high);
}

/** Where each point crosses each axis, from 0 to 1, point by point; NaN where it has no place on one. */
export function crossings(points, axes) {
    const places = new Float32Array(points.length * axes.length);
    points.forEach((point, row) => axes.forEach(({name, axis}, i) => {
        places[row * axes.length + i] = axis.place(valueOf(point, name)) ?? NaN;
    }));
    return places;
}

/** What lies on a stretch of an axis: a range of numbers, wide enough that its rounded ends lose nothing, or words. */
export function brushOf(axis, from, to) {
    const [low, high] = from <= to ? [from, to] : [to, from];
    if (axis.words) {
        return {values: axis.words.filter(word => axis.place(word) >= low && axis.place(word) <= high)};
    }
    return {
        low: low <= 0 ? -Infinity : rounded(axis.value(low), Math.floor),
        high: high >= 1 ? Infinity : rounded(axis.value(high), Math.ceil),
    };
}

// To three digits, as the address of the page is for people, too.
function rounded(value, way) {
    if (value === 0) {
        return 0;
    }
    const power = Math.floor(Math.log10(Math.abs(value))) - 2;
    const unit = 10 ** Math.abs(power); // powers below zero are not exact, those above are
    return power < 0 ? way(value * unit) / unit : way(value / unit) * unit;
}

/** The stretches of an axis that a brush keeps, as fractions. */
export function stretchesOf(axis, kept) {
    if (kept.values) {
        if (!axis.words) {
            return [];
        }
        const half = 0.5 / axis.words.length;
        return kept.values.map(axis.place).filter(at => at !== null).map(at => [at - half, at + half]);
    }
    const at = (value, edge) => Number.isFinite(value) ? Math.min(1, Math.max(0, axis.place(value) ?? edge)) : edge;
    return [[at(kept.low, 0), at(kept.high, 1)]];
}

/** Whether a brush lets everything pass. */
export const isWhole = kept => !kept.values && kept.low === -Infinity && kept.high === Infinity;

/**
 * The line that passes nearest to (x, y), among these; null if none is within reach.
 *
 * @param xs where the axes are
 * @param ys where each line crosses each axis, line by line
 */
export function nearest(xs, ys, rows, x, y, reach) {
    const right = xs.findIndex(each => each >= x);
    if (right < 0 || (right === 0 && xs[0] - x > reach)) {
        return null;
    }
    const left = Math.max(0, right - 1);
    const way = right === left ? 0 : (x - xs[left]) / (xs[right] - xs[left]);
    let best = null;
    let least = reach;
    for (const row of rows) {
        const [a, b] = [ys[row * xs.length + left], ys[row * xs.length + right]];
        const away = Math.abs(a + way * (b - a) - y);
        if (away < least) {
            least = away;
            best = row;
        }
    }
    return best;
}
