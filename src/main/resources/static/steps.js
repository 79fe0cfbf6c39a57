// The front as steps: the best validation mean that can be had for so many numbers trained, so large a ratio, or so many
// bytes. The server says which points are on it; this says how it is drawn. Pure.

import {sound} from "./sheet.js";

/** What the front may be drawn over. */
export const AXES = {
    trainable: {label: "numbers trained", front: "frontTrainable", x: point => point.trainable, better: -1},
    ratio: {label: "compression ratio", front: "frontRatio", x: point => point.compressionRatio, better: 1},
    bytes: {label: "bytes on disk", front: "frontBytes", x: point => point.bytes, better: -1},
};

/** Scores of different data are no contest; nor are ratios of different targets. */
export function contest(point, axis) {
    const data = Object.entries(point.parameters)
        .filter(([name]) => name.startsWith("data."))
        .map(([name, value]) => `${name} ${value}`)
        .sort();
    return [...data, ...(axis === "ratio" ? [`Θ ${point.theta}`] : [])].join(", ");
}

/** Points that a front may be drawn from: those with a score of which every seed has completed. */
export const eligible = (points, axis) =>
    points.filter(point => sound(point) && point.validationScore !== null && AXES[axis].x(point) > 0);

/**
 * One line for each contest: its corners, by rising x. From each point the line goes level towards what costs more, up to
 * where the next begins; at the end to the edge.
 *
 * @param edges the least and the greatest x that is shown
 * @return {{contest: string, points: object[], corners: [number, number][]}[]}
 */
export function steps(points, axis, edges) {
    const {front, x, better} = AXES[axis];
    const fronts = new Map();
    for (const point of eligible(points, axis).filter(each => each[front] === "on")) {
        const name = contest(point, axis);
        fronts.set(name, [...(fronts.get(name) ?? []), point]);
    }
    return [...fronts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, on]) => {
            const cheapestFirst = on.sort((a, b) => better * (x(b) - x(a)) || a.validationScore - b.validationScore);
            const corners = cheapestFirst.flatMap((point, i) => {
                const next = cheapestFirst[i + 1];
                const end = next ? x(next) : better < 0 ? edges[1] : edges[0];
                return [
                    [x(point), point.validationScore],
                    [end, point.validationScore],
                ];
            });
            return {contest: name, points: cheapestFirst, corners: better < 0 ? corners : corners.reverse()};
        });
}

/**
 * The scores between which a front is drawn: all means, and of their intervals what does not press those together. Of two
 * seeds an interval may be ten times as long as all means are apart.
 *
 * @return {{edges: number[], cut: number}} the lower and the upper one; how many intervals go on beyond
 */
export function heights(points) {
    const means = points.map(point => point.validationScore);
    const [lowest, highest] = [Math.min(...means), Math.max(...means)];
    const ends = points.filter(point => point.validationLow !== null && point.validationLow !== undefined);
    const lengths = ends.map(point => point.validationHigh - point.validationLow).sort((a, b) => a - b);
    const room = Math.max(highest - lowest, (lengths[Math.floor((lengths.length - 1) / 2)] ?? 0) / 2);
    const low = Math.max(lowest - room, Math.min(lowest, ...ends.map(point => point.validationLow)));
    const high = Math.min(highest + room, Math.max(highest, ...ends.map(point => point.validationHigh)));
    const margin = Math.max(0.002, (high - low) * 0.06);
    const edges = [low - margin, high + margin];
    return {edges, cut: ends.filter(point => point.validationLow < edges[0] || point.validationHigh > edges[1]).length};
}
