// Learning curves of a point's seeds as one: their mean, and how far they scatter; and which part of the y-axis matters.
// Pure: knows no page.

/**
 * Mean and scatter over seeds, at each epoch that one of them has. Between two of its epochs a curve is straight, beyond
 * its ends it is not. Few seeds say nothing of the others, so the mean reaches as far as at least half of them do.
 *
 * @param curves [{epochs, values}] of the seeds of one point, by rising epochs
 * @returns {epochs, mean, low, high, seeds}: low and high are one standard deviation from the mean, null for one seed
 */
export function band(curves) {
    const begun = curves.filter(curve => curve.epochs.length > 0);
    const epochs = [...new Set(begun.flatMap(curve => curve.epochs))].sort((a, b) => a - b);
    const tracks = begun.map(curve => along(curve, epochs));
    const least = Math.ceil(begun.length / 2);
    const made = {epochs: [], mean: [], low: [], high: [], seeds: []};
    epochs.forEach((epoch, i) => {
        const here = tracks.map(track => track[i]).filter(value => value !== null);
        if (here.length < least || here.length === 0) {
            return;
        }
        const mean = here.reduce((sum, value) => sum + value, 0) / here.length;
        const squares = here.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const deviation = here.length > 1 ? Math.sqrt(squares / (here.length - 1)) : null;
        made.epochs.push(epoch);
        made.mean.push(mean);
        made.low.push(deviation === null ? null : mean - deviation);
        made.high.push(deviation === null ? null : mean + deviation);
        made.seeds.push(here.length);
    });
    return made;
}

// A curve's values at these epochs; null outside of it, and where it is not a number.
function along({epochs, values}, wanted) {
    let next = 0;
    return wanted.map(epoch => {
        while (next < epochs.length && epochs[next] < epoch) {
            next++;
        }
        if (next === epochs.length || (next === 0 && epochs[0] > epoch)) {
            return null;
        }
        const [high, low] = [values[next], values[Math.max(0, next - 1)]];
        if (epochs[next] === epoch) {
            return finite(high) ? high : null;
        }
        const way = (epoch - epochs[next - 1]) / (epochs[next] - epochs[next - 1]);
        return finite(high) && finite(low) ? low + way * (high - low) : null;
    });
}

const finite = value => typeof value === "number" && Number.isFinite(value);

const LOG_FROM = 5; // a logarithm shows more once the highest is so many times the lowest
const EARLY = 0.2; // of the epochs: how it begins is seldom what one looks for
const MARGIN = 0.06;

/**
 * Which values the y-axis shows: those of the later epochs and the better half of the early ones, so that one bad start does
 * not flatten all the rest. Losses and learning rates stand on a logarithm if they spread enough.
 *
 * @param curves [{epochs, values}]
 * @param measure validation-score, validation-loss, train-loss or learning-rate
 * @returns {low, high, log}; null if there is no number
 */
export function fit(curves, measure) {
    const score = measure === "validation-score";
    const last = curves.reduce((most, {epochs}) => Math.max(most, epochs[epochs.length - 1] ?? 0), 0);
    const late = [];
    const early = [];
    for (const {epochs, values} of curves) {
        values.forEach((value, i) => {
            if (finite(value)) {
                (epochs[i] > last * EARLY || measure === "learning-rate" ? late : early).push(value);
            }
        });
    }
    if (late.length + early.length === 0) {
        return null;
    }
    early.sort((a, b) => score ? b - a : a - b);
    const matters = [...late, ...early.slice(0, Math.max(1, Math.ceil(early.length / 2)))].sort((a, b) => a - b);
    // Of many late values, the worst hundredth may be spikes.
    const worst = Math.floor(matters.length / 100);
    const low = matters[score ? worst : 0];
    const high = matters[matters.length - 1 - (score ? 0 : worst)];
    const log = !score && low > 0 && high / low >= LOG_FROM;
    if (log) {
        const room = Math.exp(MARGIN * Math.log(high / low));
        return {low: low / room, high: high * room, log};
    }
    const room = high > low ? MARGIN * (high - low) : Math.abs(high) * MARGIN || MARGIN;
    return {low: low - room, high: high + room, log};
}
