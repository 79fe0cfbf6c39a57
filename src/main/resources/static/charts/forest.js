// Comparisons of points with their controls as a forest plot: which rows, in which order, and where their intervals lie.
// Pure: knows no page.

import {numbers} from "./scales.js";

/** A point's number is that of its lowest trial. */
export const pointOf = comparison => comparison.point ?? Math.min(...comparison.trials);

/** Kinds of controls, in the order in which they are met. */
export const controlsOf = comparisons => [...new Set(comparisons.map(comparison => comparison.control))];

/**
 * The rows of a forest plot: those of points that are shown, chosen ones first, then by falling difference; what cannot be
 * told yet comes last.
 *
 * @param kept numbers of the points that are shown; null for all
 * @param against kind of control; all if empty
 */
export function forestRows(comparisons, kept, chosen, against) {
    const first = new Set(chosen);
    return comparisons
        .map(comparison => ({...comparison, point: pointOf(comparison)}))
        .filter(row => (kept === null || kept.has(row.point)) && (against === "" || row.control === against))
        .sort((a, b) => first.has(b.point) - first.has(a.point)
            || (a.difference === null) - (b.difference === null)
            || b.difference - a.difference
            || a.point - b.point
            || (a.control < b.control ? -1 : 1));
}

/**
 * The axis that all rows share: it holds every difference, every interval and zero, with some room. Intervals that dwarf
 * all the others are cut off, so that these can be read.
 */
export function forestAxis(rows) {
    const told = rows.filter(row => row.difference !== null);
    const ends = told.map(row => Math.max(Math.abs(row.low ?? row.difference), Math.abs(row.high ?? row.difference))).sort((a, b) => a - b);
    const most = Math.max(...told.map(row => Math.abs(row.difference)), 0);
    const usual = ends.length > 0 ? ends[Math.floor(0.75 * (ends.length - 1))] : 0;
    const reach = Math.max(most * 1.1, Math.min(ends[ends.length - 1] ?? 0, usual * 2.5), 1e-9);
    const low = Math.min(0, ...told.map(row => Math.max(-reach, row.low ?? row.difference)));
    const high = Math.max(0, ...told.map(row => Math.min(reach, row.high ?? row.difference)));
    const room = (high - low) * 0.05 || reach;
    return numbers(low - room, high + room);
}

/** Where a row's marks lie, as fractions of the axis, and whether its interval goes beyond it. */
export function forestMarks(row, axis) {
    if (row.difference === null) {
        return null;
    }
    const within = fraction => Math.min(1, Math.max(0, fraction));
    const [middle, low, high] = [row.difference, row.low, row.high].map(value => value === null ? null : axis.place(value));
    return {
        middle: within(middle),
        low: low === null ? null : within(low),
        high: high === null ? null : within(high),
        cutLow: low !== null && low < 0,
        cutHigh: high !== null && high > 1,
    };
}
