// What the page shows is said by its address: #experiment=glyphs&run=3&trial=17. This is the one list of what may stand
// there. Pure: no document, no window.

/** No address is longer: some programs cut longer ones. */
export const LONGEST = 2000;

const text = {read: value => value, write: value => String(value), none: ""};
const list = {
    read: value => (value === "" ? [] : value.split(",").map(decode)),
    write: values => values.map(encode).join(","),
    none: Object.freeze([]),
};
const numbers = {
    read: value => [...new Set(value.split(",").map(Number).filter(Number.isInteger))],
    write: values => values.join(","),
    none: Object.freeze([]),
};
const count = least => ({
    read: value => (Number.isInteger(Number(value)) && Number(value) >= least ? Number(value) : least),
    write: value => String(value),
    none: 0,
});
const flag = {read: value => value === "true", write: value => String(value), none: false};
const one = (...words) => ({
    read: value => (words.includes(value) ? value : words[0]),
    write: value => value,
    none: words[0],
});

/** Ranges of numbers and sets of words, by parameter or column: `model.zDim:4..16,data.name:a|b`. */
const brush = {
    read: value =>
        Object.fromEntries(
            value
                .split(",")
                .filter(part => part.includes(":"))
                .map(part => {
                    const [name, kept] = part.split(":", 2);
                    const range = /^(-?[\d.]+(?:e[-+]?\d+)?)?\.\.(-?[\d.]+(?:e[-+]?\d+)?)?$/i.exec(kept);
                    return [
                        decode(name),
                        range
                            ? {
                                  low: range[1] === undefined ? -Infinity : Number(range[1]),
                                  high: range[2] === undefined ? Infinity : Number(range[2]),
                              }
                            : {values: kept.split("|").map(decode)},
                    ];
                }),
        ),
    write: value =>
        Object.entries(value)
            .map(
                ([name, kept]) =>
                    encode(name) +
                    ":" +
                    (kept.values
                        ? kept.values.map(encode).join("|")
                        : (Number.isFinite(kept.low) ? kept.low : "") +
                          ".." +
                          (Number.isFinite(kept.high) ? kept.high : "")),
            )
            .join(","),
    none: Object.freeze({}),
};

// What separates the parts of a list is written otherwise within them.
function encode(part) {
    return String(part).replace(/[%,:|]/g, sign => "%" + sign.charCodeAt(0).toString(16).padStart(2, "0"));
}

function decode(part) {
    return part.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/** Each key: how it is read and written, and what it is if the address does not say. */
const KEYS = {
    view: text, // derived from the others if it is not said
    experiment: text,
    run: text,
    trial: text, // the id in the database
    axis: one("trainable", "ratio", "bytes"), // of the front
    measure: one("validation-score", "validation-loss", "train-loss", "learning-rate"), // of curves
    parameter: text, // of the slice
    against: text, // which control the forest shows; all if empty
    sort: text, // a column's name, "-" before it for falling
    filter: text,
    hide: list, // columns of the table that are not shown
    all: flag, // whether the table shows columns that do not differ, too
    group: one("point", "trial"),
    open: numbers, // points whose trials the table shows
    chosen: numbers, // points
    brush,
    log: list, // axes that are logarithmic where they mostly are not, or the other way round
    top: count(0), // only so many of the best points; 0 for all
    share: text, // of points that importance takes for the best
    trials: list, // ids that are compared
    runs: list, // ids that are compared
    z: list, // where Explore stands
    theme: one("", "light", "dark"),
};

const VIEWS = ["experiments", "experiment", "trial", "explore", "compare"];

/** The state that an address says; what it does not say is as usual. */
export function read(hash) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const state = {};
    for (const [key, kind] of Object.entries(KEYS)) {
        state[key] = said.has(key) ? kind.read(said.get(key)) : kind.none;
    }
    if (!VIEWS.includes(state.view)) {
        state.view = usualView(state);
    }
    return state;
}

function usualView(state) {
    return state.trial ? "trial" : state.experiment || state.run ? "experiment" : "experiments";
}

/**
 * The address of a state, with only what is not as usual. If it would be too long, its longest lists lose their ends.
 *
 * @return {{hash: string, cut: string[]}} and which keys were cut
 */
export function write(state) {
    const kept = {...state};
    const cut = new Set();
    let hash = plain(kept);
    while (hash.length > LONGEST) {
        const longest = Object.keys(KEYS)
            .filter(key => kept[key]?.length > 0 || key === "brush")
            .reduce((a, b) => (written(a, kept).length >= written(b, kept).length ? a : b));
        cut.add(longest);
        kept[longest] = longest === "brush" ? KEYS.brush.none : shorter(kept[longest]);
        hash = plain(kept);
    }
    return {hash, cut: [...cut]};
}

const shorter = value => value.slice(0, Math.floor(value.length * 0.9));

const written = (key, state) => KEYS[key].write(state[key] ?? KEYS[key].none);

function plain(state) {
    const pairs = Object.keys(KEYS)
        .filter(key =>
            key === "view"
                ? state.view && state.view !== usualView(state)
                : written(key, state) !== KEYS[key].write(KEYS[key].none),
        )
        .map(key => [key, written(key, state)]);
    // Blanks, commas and colons may stand in a fragment, and are read more easily so.
    return pairs.length === 0
        ? ""
        : "#" +
              new URLSearchParams(pairs)
                  .toString()
                  .replaceAll("%2C", ",")
                  .replaceAll("%3A", ":")
                  .replaceAll("%7C", "|");
}

/** What chooses among points of a run by their numbers or values. */
const OF_A_RUN = ["chosen", "open", "brush"];

/**
 * A state once it is changed. Who chooses in an experiment's latest run goes on seeing that run, whatever run comes.
 *
 * @param sheet of the run that is shown; null if there is none yet
 */
export function pinned(state, changes, sheet) {
    const next = {...state, ...changes};
    const chooses = OF_A_RUN.some(key => changes[key] && Object.keys(changes[key]).length > 0);
    return chooses && sheet && next.run === "" && next.experiment === sheet.experiment
        ? {...next, run: String(sheet.run.id)}
        : next;
}

/** A list with this one added, or taken out if it was in it. */
export const toggled = (list, one) => (list.includes(one) ? list.filter(other => other !== one) : [...list, one]);

/** The address of one thing, with nothing of how it is shown but the theme: for links. */
export function link(place, state = {}) {
    return write({...read(""), theme: state.theme ?? "", view: "", ...place}).hash || "#";
}

/** The address of a place from which one comes back to what was filtered, sorted and chosen. */
export const within = (place, state) => write({...state, view: "", ...place}).hash || "#";

/** What a window's title says of a state. */
export function title(state, model = {}) {
    const experiment = model.sheet?.experiment ?? state.experiment;
    const run = model.sheet ? `run ${model.sheet.run.id}` : state.run && `run ${state.run}`;
    const number = model.sheet?.trials.find(trial => String(trial.id) === state.trial)?.number;
    const trial = state.trial && (number === undefined ? "trial" : `trial ${number}`);
    const parts = {
        experiments: ["Experiments"],
        experiment: [run, experiment],
        trial: [trial, run, experiment],
        explore: ["explore", trial, run, experiment],
        compare: ["compare", run, experiment],
    }[state.view];
    return [...parts.filter(Boolean), "Weightloom"].join(" · ");
}
