// A run as the views see it: its trials and points as objects, kept while nothing of them changes, and which of them are
// shown. A point is the trials that differ in nothing but the seed; its number, that of its lowest trial, is its key
// everywhere. Pure.

import {compile} from "./filter.js";

/**
 * What is known of a run after an answer. Objects of rows that did not change stay the same objects, and so does the
 * whole sheet if nothing did.
 *
 * @param before what was known; null if nothing was
 * @param answer of the server: all rows, or those that changed
 */
export function merged(before, answer) {
    const old = before?.run.id === answer.run.id ? before : null;
    if (old && old.revision === answer.revision) {
        return old;
    }
    const parameters = answer.parameters.map(parameter => parameter.name);
    const trials = rows(old?.trials, answer.trials, answer.whole, parameters);
    const points = rows(old?.points, answer.points, answer.whole, parameters);
    const head = {...answer, trials, points};
    delete head.whole;
    return {...head, trialOf: byNumber(trials), pointOf: byNumber(points), trialsOf: byPoint(trials)};
}

const byNumber = objects => new Map(objects.map(object => [object.number, object]));

function byPoint(trials) {
    const groups = new Map();
    trials.forEach(trial => groups.has(trial.point) ? groups.get(trial.point).push(trial) : groups.set(trial.point, [trial]));
    return groups;
}

function rows(before = [], {columns, rows: changed}, whole, parameters) {
    const swept = new Set(parameters);
    const old = byNumber(before);
    const fresh = changed.map(row => kept(old, object(columns, row, swept)));
    if (whole) {
        return fresh.length === before.length && fresh.every((object, i) => object === before[i]) ? before : fresh;
    }
    if (fresh.every(object => old.get(object.number) === object)) {
        return before;
    }
    fresh.forEach(object => old.set(object.number, object));
    return [...old.values()].sort((a, b) => a.number - b.number);
}

function object(columns, row, swept) {
    const made = {parameters: {}};
    columns.forEach((name, i) => (swept.has(name) ? made.parameters : made)[name] = row[i]);
    return made;
}

function kept(old, fresh) {
    const before = old.get(fresh.number);
    return before && JSON.stringify(before) === JSON.stringify(fresh) ? before : fresh;
}

/** What a row has under a column's name; null if it has nothing there. */
export const valueOf = (row, name) => row[name] ?? row.parameters[name] ?? null;

/** The columns of a run's tables, one for each swept parameter where the server's list has their place. */
export function columnsOf(sheet) {
    return memo(sheet, "columns", () => sheet.columns.flatMap(column => column.path !== "parameters" ? [column]
        : sheet.parameters.map(({name, kind}) => ({...column, name, head: name, path: `parameters.${name}`, number: kind === "number", parameter: true}))));
}

/**
 * The names of columns in which rows of the run differ.
 *
 * @param rows of its trials or of its points
 */
export function differing(sheet, rows = "trials") {
    return memo(sheet, `differing ${rows}`, () => new Set(columnsOf(sheet).map(column => column.name).filter(name => {
        const first = sheet[rows].length > 0 ? valueOf(sheet[rows][0], name) : null;
        return sheet[rows].some(row => valueOf(row, name) !== first);
    })));
}

/**
 * What of a run is shown, and in which order.
 *
 * @return {{points: object[], trials: object[], rows: object[], kept: Set<number>, fault: string | null}} points and
 *     trials that pass, in order; the rows of the table, of which a trial's has `id`; the numbers of the points that
 *     pass, the same set while only the order is new; what is wrong with the filter
 */
export function shown(sheet, state) {
    const order = [...filtering(state), state.sort, state.open.join()].join("\n");
    return memo(sheet, "shown", () => arranged(sheet, passing(sheet, state), state), order);
}

const filtering = state => [state.filter, state.group, state.top, ...Object.entries(state.brush).map(([name, {low, high, values}]) => [name, low, high, values].join("\t"))];

const passing = (sheet, state) => memo(sheet, "passing", () => pass(sheet, state), filtering(state).join("\n"));

function pass(sheet, state) {
    const names = [...new Set(["role", "outcome", "state", ...columnsOf(sheet).map(column => column.name), ...sheet.parameters.map(parameter => parameter.name), "seeds", "bytes"])];
    const {test, fault} = compile(state.filter, names);
    const brushes = Object.entries(state.brush);
    const brushed = point => brushes.every(([name, range]) => within(valueOf(point, name), range));
    const passes = row => test(name => valueOf(row, name));
    const grouped = state.group === "point";
    const best = top(sheet.points.filter(brushed), state.top);
    const points = grouped ? best.filter(passes) : best;
    const numbers = new Set(points.map(point => point.number));
    const trials = sheet.trials.filter(trial => numbers.has(trial.point) && (grouped || passes(trial)));
    const kept = grouped ? numbers : new Set(trials.map(trial => trial.point));
    return {points: points.filter(point => kept.has(point.number)), trials, kept, fault};
}

function arranged(sheet, {points, trials, kept, fault}, state) {
    const sorted = {points: ordered(points, state.sort), trials: ordered(trials, state.sort), kept, fault};
    const open = new Set(state.open);
    const unfolded = point => open.has(point.number) ? [point, ...ordered(sheet.trialsOf.get(point.number) ?? [], state.sort)] : [point];
    return {...sorted, rows: state.group === "trial" ? sorted.trials : sorted.points.flatMap(unfolded)};
}

/** Whether a value is within a brush. */
export function within(value, kept) {
    return kept.values ? kept.values.includes(value === null ? "" : String(value)) : value !== null && value !== "" && Number(value) >= kept.low && Number(value) <= kept.high;
}

/** The best by validation mean; all if there is no such number. */
export function top(points, number) {
    return number > 0 ? ordered(points, "-validationScore").slice(0, number) : points;
}

/** Rows in the order that `name` or `-name` says; those that are alike stay in the order of their numbers. */
export function ordered(rows, sort) {
    const direction = sort.startsWith("-") ? -1 : 1;
    const name = sort.replace(/^-/, "") || "number";
    const keys = rows.map(row => {
        const value = valueOf(row, name);
        return {row, value: value === "" ? null : value};
    });
    const numbers = keys.every(({value}) => value === null || typeof value === "number");
    const compared = numbers ? (a, b) => a - b : words;
    return keys.sort((a, b) => a.value === null || b.value === null
        ? (a.value === null ? 1 : 0) - (b.value === null ? 1 : 0) || a.row.number - b.row.number // what is missing is last in either direction
        : direction * compared(a.value, b.value) || a.row.number - b.row.number).map(({row}) => row);
}

// Texts that are numbers are compared as such.
function words(a, b) {
    const numbers = Number(a) - Number(b);
    return Number.isNaN(numbers) ? (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0) : numbers;
}

/** The experiments once a run has moved, as an event tells: counts, state and progress. */
export function moved(experiments, event) {
    return experiments.map(experiment => experiment.name !== event.experiment ? experiment : {
        ...experiment,
        runs: experiment.runs.map(run => run.id !== event.run ? run : {...run, revision: event.revision, state: event.state, counts: event.counts, progress: event.progress}),
    });
}

// The last answer for a sheet is kept with it.
const memos = new WeakMap();

function memo(sheet, name, make, key = "") {
    const own = memos.get(sheet) ?? memos.set(sheet, new Map()).get(sheet);
    if (own.get(name)?.key !== key) {
        own.set(name, {key, made: make()});
    }
    return own.get(name).made;
}

/** The same from today's address of a run, which has neither revisions nor intervals. */
export function ofRun(answer, trialColumns) {
    const {id: run, ...rest} = answer.run;
    const points = answer.points.map(point => ({...point, number: Math.min(...point.trials)}));
    const pointOf = new Map(points.flatMap(point => point.trials.map(trial => [trial, point.number])));
    const texts = name => [...new Set(answer.trials.map(trial => trial.parameters[name]).filter(value => value !== undefined))];
    const parameters = answer.parameters.map(name => {
        const values = texts(name);
        const number = values.every(value => value !== "" && !Number.isNaN(Number(value)));
        const spread = number ? values.map(Number).sort((a, b) => a - b) : [];
        return {name, kind: number ? "number" : "text", scale: number && spread[0] > 0 && spread.at(-1) / spread[0] >= 50 ? "log" : "linear", values: values.length <= 50 ? values : undefined};
    });
    const cast = values => Object.fromEntries(parameters.map(({name, kind}) => [name, values[name] === undefined ? null : kind === "number" ? Number(values[name]) : values[name]]));
    const bytesOf = new Map(answer.trials.map(trial => [trial.number, trial.ledger.bytes]));
    const thetaOf = new Map(answer.trials.map(trial => [trial.number, trial.ledger.theta]));
    const outcomeOf = new Map(answer.trials.map(trial => [trial.number, trial.outcome ?? trial.state]));
    const flat = objects => {
        const columns = Object.keys(objects[0] ?? {number: 0});
        return {columns, rows: objects.map(object => columns.map(name => object[name] ?? null))};
    };
    return {
        experiment: answer.name,
        description: answer.description,
        run: {id: run, ...rest},
        revision: JSON.stringify([run, rest, answer.trials.map(trial => [trial.state, trial.epochs])]),
        whole: true,
        parameters,
        columns: trialColumns.map(column => ({...column, name: column.path.split(".").at(-1)})),
        trials: flat(answer.trials.map(({ledger, parameters: own, ...trial}) => ({number: trial.number, ...trial, point: pointOf.get(trial.number), ...ledger, ...cast(own)}))),
        points: flat(points.map(({parameters: own, ...point}) => ({
            number: point.number, ...point, seeds: point.trials.length, whole: point.trials.every(trial => !["pending", "running", "paused"].includes(outcomeOf.get(trial))),
            outcome: point.trials.map(trial => outcomeOf.get(trial)).find(outcome => outcome !== "completed") ?? "completed",
            theta: thetaOf.get(point.number), bytes: bytesOf.get(point.number),
            validationDeviation: point.validationScoreDeviation, testDeviation: point.testScoreDeviation, validationLow: null, validationHigh: null, testLow: null, testHigh: null, differenceLow: null, differenceHigh: null,
            intervalMissing: point.trials.length === 1 ? "one-seed" : null,
            frontTrainable: point.onFront ? "on" : point.tied ? "tied" : "off", frontRatio: null, frontBytes: null, ...cast(own),
        }))),
    };
}
