// Where things lie in the pictures of a trial: its ledger as bars, its flat vector as a strip, its verification as cells,
// marks and ranges. Pure: numbers in, numbers out.

const BYTES = 4; // of a number in single precision

/**
 * The ledger as two bars on one scale: what is trained, and what is made of it.
 *
 * @param least what the scale holds at least, for ledgers that are compared
 * @return {{whole: number, bars: {name, total, bytes, parts: {name, count, from, to}[]}[]}} from and to in [0, 1]
 */
export function ledgerBars(ledger, least = 1) {
    const {z, generator, shared, generated, tasks, trainable, theta} = ledger;
    const made = generated * tasks + shared;
    const whole = Math.max(least, trainable, made);
    const trained = [{name: "z", count: z}, {name: "generator", count: generator}, {name: "shared", count: shared}];
    const weights = [{name: "generated", count: generated * tasks}, {name: "shared", count: shared}];
    return {
        whole,
        bars: [
            {name: "trained", total: trainable, bytes: ledger.bytes, parts: ends(trained, whole)},
            {name: tasks > 1 ? `weights of ${tasks} targets` : "weights of the target", total: made, bytes: made * BYTES, theta, parts: ends(weights, whole)},
        ],
    };
}

function ends(parts, whole) {
    let end = 0;
    return parts.filter(part => part.count > 0).map(part => {
        const from = end;
        end += part.count / whole;
        return {...part, from, to: end};
    });
}

/**
 * Slots on a strip of a width, in proportion, but none narrower than can be seen.
 *
 * @return {{name, shape, role, offset, length, x, width, wide}[]} wide if a name has room
 */
export function slotStrip(slots, width, least = 3) {
    const total = slots.reduce((sum, slot) => sum + slot.length, 0);
    const narrow = slots.filter(slot => slot.length / total * width < least);
    const left = Math.max(0, width - narrow.length * least);
    const others = total - narrow.reduce((sum, slot) => sum + slot.length, 0);
    let x = 0;
    return slots.map(slot => {
        const own = narrow.includes(slot) ? Math.min(least, width / slots.length) : slot.length / others * left;
        const placed = {...slot, x, width: own, wide: own >= 7 * slot.name.length + 8};
        x += own;
        return placed;
    });
}

const STEPS = 6; // shades of a heat map
const UPDATES = [0, 1, 2];

/** What the heat map of gradient flow can show, and how it is named there. */
export const FLOW_MEASURES = [
    {name: "norm", head: "norm of the gradient", log: true},
    {name: "weight-ratio", head: "norm over that of the weights", log: true},
    {name: "zeros", head: "share of elements that are zero", log: false},
];

/**
 * Gradient flow as cells: a row for each trainable, a column after 0, 1 and 2 updates; and how far the generated weights
 * move with the condition.
 *
 * @return {{rows: {subject, verdict, message, cells: {value, shade}[]}[], low, high}} a shade from 0 to 5; null of what
 *     was not measured; values are undefined then, and null where they are not finite
 */
export function flowCells(findings, measure = "norm") {
    const {log} = FLOW_MEASURES.find(each => each.name === measure);
    const found = findings.filter(finding => finding.check === "gradient-flow");
    const values = found.map(finding => UPDATES.map(update => finding.measures[`${measure}-${update}`]));
    const scale = value => log ? Math.log10(value) : value;
    const finite = values.flat().filter(value => Number.isFinite(value) && (!log || value > 0));
    const low = log ? Math.min(...finite) : 0;
    const high = log ? Math.max(...finite) : 1;
    const shade = value => {
        if (!Number.isFinite(value)) {
            return null;
        }
        if (log && value <= 0) {
            return 0;
        }
        return scale(high) === scale(low) ? STEPS - 1 : Math.min(STEPS - 1, Math.floor((scale(value) - scale(low)) / (scale(high) - scale(low)) * STEPS));
    };
    return {
        rows: found.map((finding, i) => ({
            subject: finding.subject, verdict: finding.verdict, message: finding.message,
            cells: values[i].map(value => ({value, shade: shade(value)})),
        })),
        low: finite.length > 0 ? low : null,
        high: finite.length > 0 ? high : null,
    };
}

/**
 * Analytic against numeric gradients, of all sampled elements; none where none were kept.
 *
 * @return {{points: {subject, verdict, analytic, numeric, x, y}[], reach: number, bend: number}} x and y in [-1, 1], on a
 *     scale that is linear around 0, up to `bend`, and logarithmic beyond
 */
export function gradientPoints(findings) {
    const points = findings.filter(finding => finding.check === "finite-differences" && finding.samples)
            .flatMap(finding => finding.samples.map(([analytic, numeric]) => ({subject: finding.subject, verdict: finding.verdict, analytic, numeric})))
            .filter(point => Number.isFinite(point.analytic) && Number.isFinite(point.numeric));
    const sizes = points.flatMap(point => [Math.abs(point.analytic), Math.abs(point.numeric)]).filter(size => size > 0).sort((a, b) => a - b);
    const reach = sizes.at(-1) ?? 1;
    const bend = Math.max(sizes[Math.floor(sizes.length / 10)] ?? reach, reach * 1e-6);
    const place = value => Math.asinh(value / bend) / Math.asinh(reach / bend);
    return {points: points.map(point => ({...point, x: place(point.analytic), y: place(point.numeric)})), reach, bend};
}

/**
 * Values on a logarithmic axis that reaches from one power of ten to another.
 *
 * @return {{low: number, high: number, at: function(number): number, ticks: number[]}} at gives places in [0, 1]
 */
export function logAxis(values) {
    const positive = values.filter(value => Number.isFinite(value) && value > 0);
    const low = positive.length > 0 ? Math.floor(Math.log10(Math.min(...positive)) + 1e-9) : -1;
    const high = Math.max(low + 1, positive.length > 0 ? Math.ceil(Math.log10(Math.max(...positive)) - 1e-9) : 0);
    const step = Math.max(1, Math.ceil((high - low) / 6));
    const ticks = [];
    for (let power = low; power <= high; power += step) {
        ticks.push(power);
    }
    return {low, high, ticks, at: value => Math.min(1, Math.max(0, value > 0 ? (Math.log10(value) - low) / (high - low) : 0))};
}

/** How wrong gradients were, a row for each trainable, on a logarithmic axis. */
export function errorMarks(findings) {
    const found = findings.filter(finding => finding.check === "finite-differences");
    const axis = logAxis(found.map(finding => finding.measures["relative-error"]));
    return {axis, rows: found.map(finding => ({...finding, value: finding.measures["relative-error"] ?? null, x: axis.at(finding.measures["relative-error"] ?? 0)}))};
}

/** The scale at start: of each tensor and pre-activation what was measured, what was intended, and what is allowed. */
export function startScales(findings) {
    const found = findings.filter(finding => finding.check === "scale" && finding.measures["second-moment"] !== undefined);
    const all = found.map(finding => finding.measures);
    const least = Math.min(...all.flatMap(own => [own["second-moment"], own.intended]).filter(value => value > 0));
    const axis = logAxis(all.flatMap(own => [own["second-moment"], own.intended, own.high, own.low > least / 100 ? own.low : least / 10]));
    return {
        axis,
        rows: found.map(({subject, verdict, message, measures}) => ({
            subject, verdict, message,
            measured: measures["second-moment"], intended: measures.intended ?? null, low: measures.low, high: measures.high,
            x: measures["second-moment"] === null ? null : axis.at(measures["second-moment"]),
            intendedX: measures.intended === undefined ? null : axis.at(measures.intended),
            from: axis.at(measures.low ?? 0), to: axis.at(measures.high ?? Infinity),
        })),
    };
}

/**
 * How tasks did after each task that was learned, and what of the best that each once did is lost at the end.
 *
 * @return {{tasks: number[], rows: {learned, cells: {value, shade}[]}[], lost: (number | null)[], log: boolean}}
 */
export function forgettingCells(forgetting, measure) {
    const tasks = forgetting[0]?.tasks.map(task => task.task) ?? [];
    const values = forgetting.map(row => row.tasks.map(task => task[measure]));
    const error = measure !== "score";
    const finite = values.flat().filter(Number.isFinite);
    const scale = error ? value => -Math.log10(Math.max(value, 1e-12)) : value => Math.max(0, value);
    const low = Math.min(...finite.map(scale));
    const high = Math.max(...finite.map(scale));
    return {
        tasks,
        rows: forgetting.map((row, i) => ({
            learned: row.learned,
            cells: values[i].map(value => ({
                value,
                shade: !Number.isFinite(value) ? null : high === low ? STEPS - 1 : Math.min(STEPS - 1, Math.floor((scale(value) - low) / (high - low) * STEPS)),
            })),
        })),
        lost: tasks.map((_, task) => {
            const known = values.filter((_, row) => forgetting[row].learned >= tasks[task]).map(row => row[task]).filter(Number.isFinite);
            const best = error ? Math.min(...known) : Math.max(...known);
            return known.length < 2 ? null : error ? known.at(-1) - best : best - known.at(-1);
        }),
    };
}

/** A spec's settings by their paths, in the order of the spec: `training.epochs`. */
export function settings(spec, path = "") {
    return Object.entries(spec).flatMap(([key, value]) => value !== null && typeof value === "object" && !Array.isArray(value)
        ? settings(value, `${path}${key}.`)
        : [[path + key, Array.isArray(value) || value === null ? JSON.stringify(value) : String(value)]]);
}

/** Where the server is that a page came from; of a page that is a file, where one mostly is. */
export const serverOf = ({protocol, origin, pathname}) => protocol === "file:" ? "http://127.0.0.1:8080" : origin + pathname.replace(/\/[^/]*$/, "");

/**
 * One line that trains a trial again, in a database of its own; null of a control, which no spec file asks for alone.
 *
 * @param server where it is asked for
 * @param user as whom, with a password that curl asks for then; null where none is needed
 */
export function commandOf(trial, server, user) {
    const file = `trial-${trial.id}`;
    return trial.role !== "hypernetwork" ? null : `curl ${user ? `-u ${quoted(user)} ` : ""}-fo ${file}.yml ${server}/api/v1/trials/${trial.id}/spec.yml`
        + ` && java -jar runner.jar ${file}.yml --spring.datasource.url=jdbc:h2:file:./data/${file} --server.port=0 --runner.exit-when-done=true`;
}

// As a shell takes it for one word.
const quoted = word => /^[\w.@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
