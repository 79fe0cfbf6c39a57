// The answers that views asked for, as they stand in the model beside the sheet: each as long as the same is asked for,
// and none that belongs to another run or trial. Pure.

/**
 * The model once other paths are asked for: what was answered under another is gone, and so is what was wrong with it.
 *
 * @param paths what was asked for, by the name in the model
 * @param needed what is asked for now
 */
export function forgetting(model, paths, needed) {
    const others = Object.keys(paths).filter(name => paths[name] !== needed[name]);
    return others.length === 0
        ? model
        : {...model, ...all(others, undefined), faults: {...model.faults, ...all(others, null)}};
}

const all = (names, value) => Object.fromEntries(names.map(name => [name, value]));

/** What changes in a model by an answer: if there is none, what was there before stays, beside the fault. */
export function told(model, name, {value, fault}) {
    const faults = {...model.faults, [name]: fault};
    return fault === null ? {[name]: value, faults} : {faults};
}

/** Why an answer that is shown may be of yesterday: asking for it once more failed. Null if none did. */
export function outdated(model) {
    const name = Object.keys(model.faults).find(each => model.faults[each] && model[each] !== undefined);
    return name === undefined ? null : model.faults[name];
}

/** How many trials came to their ends at a worker with these counters, however they ended. */
export const endedBy = meters =>
    Object.entries(meters)
        .filter(([name]) => /^weightloom\.trials\.[a-z]+\.count$/.test(name))
        .reduce((sum, [, trials]) => sum + trials, 0);
