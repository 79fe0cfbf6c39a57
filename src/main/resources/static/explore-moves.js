// Where one can go with a network's condition: which ways there are, how far, and which network is meant where one
// stands. Pure. A condition is what the server says of a trial's:
// {condition, zDim, tasks, z: number[][], descriptor: {width, from: number[], to: number[]} | null}.

import {plain} from "./format.js";

/** Longer ones do not fit into an address. */
const MOST_NUMBERS = 700;

const MOST_DESCRIBED = 8; // sliders of a descriptor

/** By which ways one can move. */
export function ways(condition) {
    const width = widthOf(condition);
    const found = [];
    if (width > 0 && width <= MOST_NUMBERS) {
        found.push({name: "dimensions", title: width > 1 ? "two dimensions of z" : "z"});
        if (condition.z.length > 1) {
            found.push({name: "between", title: "between two tasks"});
        }
    }
    if (condition.descriptor && condition.descriptor.width <= MOST_DESCRIBED) {
        found.push({name: "descriptor", title: "the descriptor"});
    }
    if (condition.tasks > 1) {
        found.push({name: "task", title: "task by task"});
    }
    // What was trained is told best by what it was trained with.
    return condition.descriptor ? found.sort((a, b) => (b.name === "descriptor") - (a.name === "descriptor")) : found;
}

/** Why there is nothing to move; null if there is. */
export function whyNot(condition) {
    if (ways(condition).length > 0) {
        return null;
    }
    return widthOf(condition) > MOST_NUMBERS
        ? `z has ${widthOf(condition).toLocaleString("en")} numbers, more than an address holds. This is the network as it was trained.`
        : "Its weights depend on nothing that could be moved. This is the network as it was trained.";
}

/** How many numbers say which network is meant. */
export const widthOf = condition => condition.z[0]?.length ?? condition.zDim ?? 0;

/** Where one begins on a way: at what was trained. */
export function begin(condition, way) {
    const row = condition.z[0] ?? [];
    return {
        dimensions: () => ({way, task: 0, i: 0, j: Math.min(1, widthOf(condition) - 1), x: row[0] ?? 0, y: row[1] ?? 0}),
        between: () => ({way, a: 0, b: 1, t: 0}),
        descriptor: () => ({way, values: condition.descriptor.from.map((from, i) => (from + condition.descriptor.to[i]) / 2)}),
        task: () => ({way, task: 0}),
    }[way]?.() ?? {way: ""};
}

/** The same place with other dimensions, or of another task, where those have what was trained. */
export function placed(condition, at, changes) {
    const moved = {...at, ...changes};
    const row = condition.z[moved.task] ?? [];
    return {...moved, x: "i" in changes || "task" in changes ? row[moved.i] ?? 0 : moved.x, y: "j" in changes || "task" in changes ? row[moved.j] ?? 0 : moved.y};
}

/** How far a number of z can be moved: well beyond all that was trained. */
export function reach(condition, i) {
    const all = condition.z.flat();
    const spread = all.length > 0 ? Math.sqrt(all.reduce((sum, value) => sum + value * value, 0) / all.length) : 1;
    const own = Math.max(0, ...condition.z.map(row => Math.abs(row[i] ?? 0)));
    return plain(Math.max(3 * spread, 1.5 * own, 1e-3), 2);
}

/** z of where one stands. */
export function zOf(condition, at) {
    if (at.way === "between") {
        const [from, to] = [condition.z[at.a], condition.z[at.b]];
        return from.map((value, i) => (1 - at.t) * value + at.t * to[i]);
    }
    const z = [...condition.z[at.task] ?? Array.from({length: widthOf(condition)}, () => 0)];
    z[at.i] = at.x;
    z[at.j] = at.i === at.j ? z[at.j] : at.y;
    return z;
}

const short = value => String(plain(value, 6));

/** What the server is asked for where one stands, as it stands in an address. */
export function query(condition, at) {
    return {
        dimensions: () => `z=${zOf(condition, at).map(short).join(",")}`,
        between: () => `z=${zOf(condition, at).map(short).join(",")}`,
        descriptor: () => `descriptor=${at.values.map(short).join(",")}`,
        task: () => `task=${at.task}`,
    }[at.way]?.() ?? "";
}

/** Where one stands, as the page's address holds it. */
export function write(at) {
    return {
        dimensions: () => ["dimensions", at.task, at.i, at.j, short(at.x), short(at.y)],
        between: () => ["between", at.a, at.b, short(at.t)],
        descriptor: () => ["descriptor", ...at.values.map(short)],
        task: () => ["task", at.task],
    }[at.way]?.().map(String) ?? [];
}

/** The same read; where one begins if it is nowhere. */
export function read(condition, [way, ...texts]) {
    const known = ways(condition).map(each => each.name);
    const numbers = texts.map(Number);
    const usual = begin(condition, known[0] ?? "");
    if (!known.includes(way) || !numbers.every(Number.isFinite)) {
        return usual;
    }
    const below = (value, count) => Number.isInteger(value) && value >= 0 && value < Math.max(1, count);
    const [a, b, c, d, e] = numbers;
    const rows = condition.z.length;
    const at = {
        dimensions: () => numbers.length === 5 && below(a, rows) && below(b, widthOf(condition)) && below(c, widthOf(condition)) && {way, task: a, i: b, j: c, x: d, y: e},
        between: () => numbers.length === 3 && below(a, rows) && below(b, rows) && {way, a, b, t: c},
        descriptor: () => numbers.length === condition.descriptor.width && {way, values: numbers},
        task: () => numbers.length === 1 && below(a, condition.tasks) && {way, task: a},
    }[way]();
    return at || usual;
}
