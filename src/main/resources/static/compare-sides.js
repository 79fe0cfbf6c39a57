// What is compared: trials, points of a run, or runs by their best points; each is a side with trials of its own, and the
// first is what the others are compared with. Pure.

import {settings} from "./trial-layout.js";

/** So many trials are asked for at most. */
export const MOST_TRIALS = 40;

const MOST_SIDES = 8;

/**
 * The sides that a state names.
 *
 * @return {{key, title, ids: number[], point: object | null, place: object}[]} a side's trials by their ids; none yet of
 *     a run whose sheet is not there. `place` is what its link leads to
 */
export function sidesOf(state, model) {
    const sides = state.runs.length > 0 ? ofRuns(state, model) : state.trials.length > 0 ? ofTrials(state, model) : ofPoints(state, model);
    const most = Math.max(1, Math.floor(MOST_TRIALS / Math.max(1, sides.length)));
    return sides.slice(0, MOST_SIDES).map(side => ({...side, cut: side.ids.length > most, ids: side.ids.slice(0, most)}));
}

/** Which key of the state holds them. */
export const keyOf = state => state.runs.length > 0 ? "runs" : state.trials.length > 0 ? "trials" : "chosen";

const ofTrials = (state, model) => state.trials.map(id => {
    const known = model[`trial ${id}`];
    return {key: String(id), title: known ? `${known.experiment}, run ${known.run}, trial ${known.number}` : `trial ${id}`, ids: [Number(id)], point: null,
        place: {experiment: known?.experiment ?? "", run: known?.run ?? "", trial: id}};
});

const ofPoints = (state, {sheet}) => sheet ? state.chosen.filter(number => sheet.pointOf.has(number)).map(number => {
    const point = sheet.pointOf.get(number);
    return {key: String(number), title: titleOf(point), ids: (sheet.trialsOf.get(number) ?? []).map(trial => trial.id), point,
        place: {experiment: sheet.experiment, run: sheet.run.id, chosen: [number]}};
}) : [];

const ofRuns = (state, {experiments, ...model}) => state.runs.map(id => {
    const experiment = (experiments ?? []).find(each => each.runs.some(run => String(run.id) === String(id)));
    const run = experiment?.runs.find(each => String(each.id) === String(id));
    const answer = model[`sheet ${id}`];
    return {key: String(id), title: `${experiment?.name ?? ""} run ${id}`.trim() + (run?.best ? `: its best point` : ""),
        ids: run?.best && answer ? idsOf(answer, run.best.trials) : [], point: run?.best && answer ? pointIn(answer, Math.min(...run.best.trials)) : null, place: {experiment: experiment?.name ?? "", run: id}};
});

// Ids of trials by their numbers, out of a sheet as it was sent.
function idsOf({trials: {columns, rows}}, numbers) {
    const [id, number] = ["id", "number"].map(name => columns.indexOf(name));
    const wanted = new Set(numbers);
    return rows.filter(row => wanted.has(row[number])).map(row => row[id]);
}

// A point by its number, which is that of its lowest trial.
function pointIn({points}, number) {
    const [row] = points?.rows.filter(each => each[points.columns.indexOf("number")] === number) ?? [];
    return row ? Object.fromEntries(points.columns.map((name, i) => [name, row[i]])) : null;
}

/** What a point is, in few words. */
export function titleOf(point) {
    const swept = Object.entries(point.parameters).filter(([name, value]) => name !== "seed" && value !== null);
    return swept.length === 0 ? `${point.role}, point ${point.number}` : `${point.role}: ${swept.map(([name, value]) => `${name.split(".").at(-1)} ${value}`).join(", ")}`;
}

/**
 * The settings in which sides differ.
 *
 * @param specs of each side one; null of one that is not there yet
 * @param seeds whether seeds count as a difference
 * @return {{path: string, values: (string | null)[]}[]} null where a side does not have that setting
 */
export function differences(specs, seeds) {
    const maps = specs.map(spec => spec && new Map(settings(spec)));
    const known = maps.filter(Boolean);
    const paths = [...new Set(known.flatMap(map => [...map.keys()]))].sort();
    return paths.filter(path => (seeds || path !== "seed") && new Set(known.map(map => map.get(path))).size > 1)
            .map(path => ({path, values: maps.map(map => map?.get(path) ?? null)}));
}

/**
 * What differences over seeds say: pairs of which both have a score, and whether one side is better.
 *
 * @param answer of the server
 * @return {{known: object[], waiting: number, verdict: string}} waiting: pairs of which one has no score
 */
export function pairing({pairs, sameData, low, high}) {
    const known = pairs.filter(pair => Number.isFinite(pair.difference));
    const verdict = !sameData
        ? "they learned from different data, so scores are not to be compared"
        : !Number.isFinite(low) || !Number.isFinite(high)
          ? ""
          : low > 0
            ? "better"
            : high < 0
              ? "worse"
              : "undecided";
    return {known, waiting: pairs.length - known.length, verdict};
}

/** The mean of what is known; null of nothing. */
export function mean(values) {
    const known = values.filter(Number.isFinite);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
