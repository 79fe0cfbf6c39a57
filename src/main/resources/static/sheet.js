// A run as the views see it: its trials and points as objects, kept while nothing of them changes, and which of them are
// shown. A point is the trials that differ in nothing but the seed; its number, that of its lowest trial, is its key
// everywhere. Pure.

import {compile} from "./filter.js";
import {short} from "./format.js";

/** Whether an answer goes on from what is known: rows that did not change have their values of the same kinds. */
export function goesOn(before, answer) {
    const kinds = ({parameters}) => parameters.map(({name, kind}) => `${name}\t${kind}`).join("\n");
    return answer.whole || kinds(before) === kinds(answer);
}

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
    trials.forEach(trial =>
        groups.has(trial.point) ? groups.get(trial.point).push(trial) : groups.set(trial.point, [trial]),
    );
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
    columns.forEach((name, i) => ((swept.has(name) ? made.parameters : made)[name] = row[i]));
    return made;
}

function kept(old, fresh) {
    const before = old.get(fresh.number);
    return before && JSON.stringify(before) === JSON.stringify(fresh) ? before : fresh;
}

/** What a row has under a column's name; null if it has nothing there. */
export const valueOf = (row, name) => row[name] ?? row.parameters[name] ?? null;

/** The columns of a run's tables; those of swept parameters are marked. */
export function columnsOf(sheet) {
    return memo(sheet, "columns", () => {
        const kinds = new Map(sheet.parameters.map(({name, kind}) => [name, kind]));
        return sheet.columns.map(column =>
            kinds.has(column.name) ? {...column, number: kinds.get(column.name) === "number", parameter: true} : column,
        );
    });
}

/** What stands over a column: of a swept parameter the last part of its name, where that means one column alone. */
export function headOf(column, columns, grouped) {
    if (column.name === "number" && grouped) {
        return "point";
    }
    const alike = columns.filter(other => other.parameter && short(other.name) === short(column.name));
    return column.parameter && alike.length === 1 ? short(column.name) : column.head;
}

/**
 * The names of columns in which rows of the run differ.
 *
 * @param rows of its trials or of its points
 */
export function differing(sheet, rows = "trials") {
    return memo(
        sheet,
        `differing ${rows}`,
        () =>
            new Set(
                columnsOf(sheet)
                    .map(column => column.name)
                    .filter(name => {
                        const first = sheet[rows].length > 0 ? valueOf(sheet[rows][0], name) : null;
                        return sheet[rows].some(row => valueOf(row, name) !== first);
                    }),
            ),
    );
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

const filtering = state => [
    state.filter,
    state.group,
    state.top,
    ...Object.entries(state.brush).map(([name, {low, high, values}]) => [name, low, high, values].join("\t")),
];

const passing = (sheet, state) => memo(sheet, "passing", () => pass(sheet, state), filtering(state).join("\n"));

function pass(sheet, state) {
    const names = [
        ...new Set([
            "role",
            "outcome",
            "state",
            ...columnsOf(sheet).map(column => column.name),
            ...sheet.parameters.map(parameter => parameter.name),
            "seeds",
            "bytes",
        ]),
    ];
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
    const unfolded = point =>
        open.has(point.number) ? [point, ...ordered(sheet.trialsOf.get(point.number) ?? [], state.sort)] : [point];
    return {...sorted, rows: state.group === "trial" ? sorted.trials : sorted.points.flatMap(unfolded)};
}

/** Whether a value is within a brush. */
export function within(value, kept) {
    return kept.values
        ? kept.values.includes(value === null ? "" : String(value))
        : value !== null && value !== "" && Number(value) >= kept.low && Number(value) <= kept.high;
}

/** Whether all seeds of a point completed: else its means are those of the seeds that were lucky, or first. */
/** Points of networks that users brought, as they are: all others are to be held against them. */
export const givenOf = points => points.filter(point => point.role === "given" && point.validationScore !== null);

export const sound = point => point.whole && point.completed === point.seeds;

/** The best by validation mean, of which every seed completed before others; all if there is no such number. */
export function top(points, number) {
    const best = ordered(points, "-validationScore");
    return number > 0 ? [...best.filter(sound), ...best.filter(point => !sound(point))].slice(0, number) : points;
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
    // What is missing is last in either direction.
    return keys
        .sort((a, b) =>
            a.value === null || b.value === null
                ? (a.value === null ? 1 : 0) - (b.value === null ? 1 : 0) || a.row.number - b.row.number
                : direction * compared(a.value, b.value) || a.row.number - b.row.number,
        )
        .map(({row}) => row);
}

// Texts that are numbers are compared as such.
function words(a, b) {
    const numbers = Number(a) - Number(b);
    return Number.isNaN(numbers) ? (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0) : numbers;
}

/** The run of an experiment that says most: the one at work, else the latest; undefined if it never ran. */
export const foremost = ({runs}) => runs.find(run => run.state === "running") ?? runs[0];

/** The experiments once a run has moved, as an event tells: counts, state and progress. */
export function moved(experiments, event) {
    return experiments.map(experiment =>
        experiment.name !== event.experiment
            ? experiment
            : {
                  ...experiment,
                  runs: experiment.runs.map(run =>
                      run.id !== event.run
                          ? run
                          : {
                                ...run,
                                revision: event.revision,
                                state: event.state,
                                counts: event.counts,
                                progress: event.progress,
                            },
                  ),
              },
    );
}

// The last few answers for a sheet are kept with it: views ask for other selections than the page's, too.
const memos = new WeakMap();
const KEPT = 4;

function memo(sheet, name, make, key = "") {
    const own = memos.get(sheet) ?? memos.set(sheet, new Map()).get(sheet);
    const answers = own.get(name) ?? own.set(name, new Map()).get(name);
    const made = answers.has(key) ? answers.get(key) : make();
    answers.delete(key);
    answers.set(key, made);
    if (answers.size > KEPT) {
        answers.delete(answers.keys().next().value);
    }
    return made;
}
