// The answers of a page that is one file: the same as the server's, as they were when the file was written. What was left
// out of it, and what only a server can work out, is said.

import {merged} from "./sheet.js";

const NEEDS_SERVER = "This is a file: it does not hold this, and there is no server to ask.";

/**
 * @param stored what the file holds: {answers: {path: answer}, sheets: {run: answer}, curves: {run: {epochs, values}},
 *     trials: {ids, gzip}[], left: string[], leftTrials: string | null, made: string}
 * @param told is called with {kind: "live", live: "stored", made, left} once: when it was written, and what was left out
 */
export function storedFeed(stored, told) {
    const sheets = new Map();
    const opened = new Map(); // by the pack of trials: what it holds

    async function ask(path) {
        const known = stored.answers[decodeURIComponent(path)];
        if (known !== undefined) {
            return known;
        }
        const asked = /^trials\/(\d+)$/.exec(path);
        if (asked) {
            return trialOf(Number(asked[1]));
        }
        const table = /^runs\/(\d+)\/sheet$/.exec(path);
        if (table && stored.sheets[table[1]]) {
            return stored.sheets[table[1]];
        }
        const curves = /^runs\/(\d+)\/curves\?(.*)$/.exec(path);
        if (curves && stored.curves[curves[1]]) {
            return curvesOf(stored.curves[curves[1]], new URLSearchParams(curves[2]));
        }
        throw new Error(NEEDS_SERVER);
    }

    async function trialOf(id) {
        const pack = stored.trials.find(each => each.ids.includes(id));
        if (!pack) {
            throw new Error(stored.leftTrials ?? NEEDS_SERVER);
        }
        if (!opened.has(pack)) {
            opened.set(pack, unpacked(pack.gzip));
        }
        const trial = (await opened.get(pack)).find(each => each.id === id);
        trial.metrics ??= metricsOf(stored.curves[trial.run], trial.number); // the same object whenever it is asked for
        return trial;
    }

    async function sheet(run) {
        const answer = stored.sheets[run];
        if (!answer) {
            throw new Error(`This file does not hold run ${run}.`);
        }
        const known = sheets.get(String(run)) ?? merged(null, answer);
        sheets.set(String(run), known);
        return known;
    }

    const send = () => Promise.reject(new Error(NEEDS_SERVER));

    /** Nothing moves here. */
    function start() {
        told({kind: "live", live: "stored", made: stored.made, left: stored.left});
    }

    return {ask, sheet, send, start};
}

/** Curves of some trials as the server answers them; lists of epochs are kept once for all that share them. */
export function curvesOf({epochs, values}, asked) {
    const measure = asked.get("measure") ?? "validation-score";
    const own = values[measure] ?? {};
    const trials = (asked.get("trials") ?? "").split(",").filter(number => own[number]);
    return {measure, curves: trials.map(number => ({trial: Number(number), epochs: epochs[own[number][0]], values: own[number][1]}))};
}

const MEASURES = {"validation-score": "validationScore", "validation-loss": "validationLoss", "train-loss": "trainLoss", "learning-rate": "learningRate"};

/** What was measured of a trial after each epoch that its curves have. */
export function metricsOf({epochs, values}, number) {
    const [first] = Object.values(values).map(own => own[number]).filter(Boolean);
    return first === undefined ? [] : epochs[first[0]].map((epoch, i) => ({epoch,
        ...Object.fromEntries(Object.entries(MEASURES).map(([measure, name]) => [name, values[measure][number]?.[1][i] ?? null]))}));
}

async function unpacked(base64) {
    const bytes = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}
