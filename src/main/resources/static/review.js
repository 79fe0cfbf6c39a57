// Shows what the actuator endpoints say. Whatever comes from a spec is put into the page as text, never as HTML.

const RUNNING_SECONDS = 2;
const RESTING_SECONDS = 15;
const CURVES = 10; // at most so many trials are ticked by themselves
const PALETTE = ["#1864ab", "#d9480f", "#2b8a3e", "#862e9c", "#e67700", "#0b7285", "#c2255c", "#5c940d", "#5f3dc4", "#868e96"];

const page = Object.fromEntries([...document.querySelectorAll("[id]")].map(node => [node.id, node]));
const ticked = new Map(); // by run: the ids of the trials whose curves are shown, once the user has chosen
let sorting = {column: "trial", direction: 1};
let shown = {}; // the texts of the responses that the page shows now
let charts = [];
let trialColumns; // as the server says

// The page's state is its address: #experiment=glyphs&run=3&trial=17
const address = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const link = state => "#" + new URLSearchParams(state);

function element(tag, properties = {}, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
}

// What rounds to zero has no sign.
const unsignedZero = text => /[1-9]/.test(text) ? text : text.replace(/^[-−+]/, "");
const fixed = digits => value => value === null ? "" : unsignedZero(value.toFixed(digits));
const signed = value => value === null ? "" : unsignedZero((value < 0 ? "−" : "+") + Math.abs(value).toFixed(4));
// For what may be of any size: errors, losses, norms.
const significant = value => value === null ? "" : String(Number(value.toPrecision(4)) + 0);
const count = value => value.toLocaleString("en");
const time = instant => instant === null ? "" : new Date(instant).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "medium"});
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const word = text => element("span", {className: text}, text);

/** Numbers of another run are marked, and tell which. */
const endOf = (outcome, t) => t.reusedFrom
    ? element("span", {title: `trained as ${t.reusedFrom}`}, word(outcome), ", reused")
    : word(outcome ?? t.state);

async function text(path, accept = "application/json") {
    const response = await fetch(path, {headers: {Accept: accept}, cache: "no-store"});
    const body = await response.text();
    if (!response.ok) {
        let detail;
        try {
            detail = JSON.parse(body).detail;
        } catch {
            detail = null;
        }
        throw new Error(detail ?? `${path} answers ${response.status}`);
    }
    return body;
}

function runPath(name, run, part = "") {
    return `actuator/experiments/${encodeURIComponent(name)}${part}${run ? "?run=" + encodeURIComponent(run) : ""}`;
}

async function save(path, file) {
    const csv = new Blob([await text(path, "text/csv")], {type: "text/csv"});
    const anchor = element("a", {href: URL.createObjectURL(csv), download: file});
    anchor.click();
    URL.revokeObjectURL(anchor.href);
}

// All that the page shows for this address, as the texts of responses.
async function load(state) {
    trialColumns ??= JSON.parse(await text("trial-columns.json"));
    const overview = await text("actuator/experiments");
    const experiments = JSON.parse(overview).experiments;
    const chosen = experiments.find(experiment => experiment.name === state.experiment)
            ?? experiments.find(experiment => experiment.runs.length > 0);
    if (!chosen?.runs.length) {
        return {overview, experiments, chosen};
    }
    const run = await text(runPath(chosen.name, state.run));
    const review = JSON.parse(run);
    const curves = await Promise.all(curveIds(review).map(id => text(`actuator/trials/${id}`)));
    const known = review.trials.some(trial => String(trial.id) === state.trial);
    const trial = known ? await text(`actuator/trials/${state.trial}`) : "";
    return {overview, experiments, chosen, run, review, curves, trial};
}

function show({overview, experiments, chosen, run, review, curves, trial}, state) {
    changed("overview", overview + chosen?.name, () => showExperiments(experiments, chosen));
    page.run.hidden = !review;
    page.trial.hidden = !trial;
    if (review) {
        const choices = [sorting.column, sorting.direction, page.measure.value, state.trial];
        changed("run", run + curves + choices, () => {
            charts.forEach(chart => chart.destroy());
            charts = [];
            showRun(review, chosen);
            showTrials(review, state);
            showComparisons(review);
            showScatter(review);
            showCurves(curves.map(JSON.parse));
        });
    }
    if (trial) {
        changed("trial", trial, () => showTrial(JSON.parse(trial)));
    }
}

function changed(part, response, show) {
    if (shown[part] !== response) {
        shown[part] = response;
        show();
    }
}

function table(columns, rows, rowProperties = () => ({})) {
    const head = element("tr", {}, ...columns.map(column =>
            element("th", {className: column.number ? "number" : "", scope: "col"}, column.head ?? column.name)));
    const body = rows.map(row => element("tr", rowProperties(row), ...columns.map(column =>
            element("td", {className: column.number ? "number" : column.wide ? "wide" : ""}, column.cell(row)))));
    return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function showExperiments(experiments, chosen) {
    if (experiments.length === 0) {
        page.experiments.replaceChildren(element("p", {className: "quiet"},
                "No experiment has run yet. Start the runner with --spring.config.location=experiments/a.yml"));
        return;
    }
    const latest = experiment => experiment.runs[0];
    const done = run => run.trials - run.counts.pending - run.counts.running;
    const columns = [
        {name: "experiment", cell: e => element("a", {href: link({experiment: e.name})}, e.name)},
        {name: "latest run", cell: e => latest(e) ? word(latest(e).state) : element("span", {className: "quiet"}, "not yet")},
        {name: "started", cell: e => latest(e) ? time(latest(e).createdAt) : ""},
        {name: "trials", number: true, cell: e => latest(e) ? `${done(latest(e))} of ${latest(e).trials}` : ""},
        {name: "best test score", number: true, cell: e => latest(e) ? fixed(4)(latest(e).bestTestScore) : ""},
        {name: "runs", number: true, cell: e => count(e.runs.length)},
        {name: "next fire times", cell: e => e.nextFireTimes.map(time).join(" · ")},
    ];
    page.experiments.replaceChildren(table(columns, experiments, e => ({className: e === chosen ? "chosen" : ""})));
}

function showRun(review, chosen) {
    page["run-title"].textContent = review.name;
    page.description.textContent = review.description;
    page.runs.replaceChildren(...chosen.runs.map(run => element("option", {value: run.id, selected: run.id === review.run.id},
            `${run.id}: ${time(run.createdAt)}, ${run.state}`)));
    page.runs.onchange = () => location.hash = link({experiment: review.name, run: page.runs.value});
    page.counts.replaceChildren(word(review.run.state), ` · ${review.run.trials} trials`,
            ...Object.entries(review.run.counts).filter(([, trials]) => trials > 0)
                    .flatMap(([state, trials]) => [" · ", element("span", {className: state}, `${trials} ${state}`)]));
    page.json.href = runPath(review.name, review.run.id);
    page.json.download = `${review.name}-${review.run.id}.json`;
    page.csv.onclick = () => save(page.json.href, `${review.name}-${review.run.id}.csv`);
    page["comparisons-csv"].hidden = review.comparisons.length === 0;
    page["comparisons-csv"].onclick = () =>
            save(runPath(review.name, review.run.id, "/comparisons"), `${review.name}-${review.run.id}-comparisons.csv`);
}

// How the server's columns of trials are shown: a cell from the column's value, and what it is sorted by if not that.
const FORMATS = {
    "trial": {cell: (number, t, review) => element("a", {href: link({experiment: review.name, run: review.run.id, trial: t.id})}, String(number))},
    "text": {cell: text => text},
    "word": {cell: text => text ? word(text) : ""},
    "setting": {cell: text => text ?? "", order: setting},
    "count": {cell: count},
    "ratio": {cell: fixed(2)},
    "score": {cell: fixed(4)},
    "difference": {cell: signed},
    "seconds": {cell: fixed(1)},
    "front": {cell: (_, t) => t.onFront
            ? element("span", {className: "star", title: "on the front: nothing that trains as few numbers has a better mean validation score"}, "★")
            : t.tied ? element("span", {className: "tied", title: "off the front by no more than its seeds scatter"}, "tied") : "",
        order: (_, t) => frontOrder(t)},
    "end": {cell: (outcome, t) => endOf(outcome, t), order: (outcome, t) => outcome ?? t.state},
};

function columnsOf(review) {
    const shown = (name, number, format, value) => {
        const {cell, order = value => value} = FORMATS[format];
        return {name, number, value: t => order(value(t), t), cell: t => cell(value(t), t, review)};
    };
    const [trial, ...others] = trialColumns.flatMap(({head, path, format, number}) => path === "parameters"
            ? review.parameters.map(name => shown(name, number, format, t => t.parameters[name]))
            : [shown(head, number, format, t => path.split(".").reduce((value, key) => value[key], t))]);
    return [trial, {name: "curve", cell: t => tick(review, t)}, ...others];
}

function showTrials(review, state) {
    const columns = columnsOf(review);
    columns.filter(column => column.value).forEach(column => {
        const mark = sorting.column === column.name ? (sorting.direction > 0 ? " ▴" : " ▾") : "";
        column.head = element("button", {type: "button", onclick: () => sort(column.name)}, column.name + mark);
    });
    const column = columns.find(candidate => candidate.name === sorting.column) ?? columns[0];
    const rows = [...review.trials].sort((a, b) => sorting.direction * compare(column.value(a), column.value(b)));
    page.trials.replaceChildren(table(columns, rows, t => ({
        className: `${t.onFront ? "front" : ""} ${String(t.id) === state.trial ? "chosen" : ""}`,
        title: t.detail ?? "",
    })));
}

// On the front, tied with it, off it.
const frontOrder = trial => trial.onFront ? 0 : trial.tied ? 1 : 2;

// Whether the hypernetwork of each point beat each of its controls.
function showComparisons(review) {
    if (review.comparisons.length === 0) {
        page.comparisons.replaceChildren();
        return;
    }
    const interval = c => c.low === null ? "" : `${signed(c.low)} to ${signed(c.high)}`;
    const columns = [
        ...review.parameters.filter(name => name !== "seed").map(name => ({name, number: true, cell: c => c.parameters[name] ?? ""})),
        {name: "trainable", number: true, cell: c => count(c.trainable)},
        {name: "against", cell: c => c.control},
        {name: "trainable", number: true, cell: c => count(c.controlTrainable)},
        {name: "seeds", number: true, cell: c => count(c.pairs)},
        {name: "test score", number: true, cell: c => fixed(4)(c.testScore)},
        {name: "control’s", number: true, cell: c => fixed(4)(c.controlTestScore)},
        {name: "difference", number: true, cell: c => signed(c.difference)},
        {name: "95 % interval", number: true, cell: interval},
        {name: "the hypernetwork", cell: c => word(c.verdict)},
    ];
    page.comparisons.replaceChildren(element("h3", {}, "Hypernetworks against their controls, seed by seed"), table(columns, review.comparisons));
}

function setting(text) {
    const value = text ?? "";
    return value === "" || isNaN(value) ? value : Number(value);
}

function compare(a, b) {
    if (a === b) {
        return 0;
    }
    return a === null || a === "" ? 1 : b === null || b === "" ? -1 : a < b ? -1 : 1;
}

function sort(column) {
    sorting = {column, direction: sorting.column === column ? -sorting.direction : 1};
    update();
}

function curveIds(review) {
    if (ticked.has(review.run.id)) {
        return [...ticked.get(review.run.id)];
    }
    const begun = review.trials.filter(trial => trial.epochs > 0);
    const first = trial => trial.state === "running" ? -1 : frontOrder(trial);
    return begun.sort((a, b) => first(a) - first(b)).slice(0, CURVES).map(trial => trial.id).sort((a, b) => a - b);
}

function tick(review, trial) {
    const ids = new Set(curveIds(review));
    const box = element("input", {type: "checkbox", checked: ids.has(trial.id), disabled: trial.epochs === 0});
    box.setAttribute("aria-label", `Curve of trial ${trial.number}`);
    box.onchange = () => {
        box.checked ? ids.add(trial.id) : ids.delete(trial.id);
        ticked.set(review.run.id, ids);
        update();
    };
    return box;
}

function axis(label, more = {}) {
    return {label, stroke: style("--quiet"), grid: {stroke: style("--line"), width: 1}, ticks: {stroke: style("--line"), width: 1}, ...more};
}

function chart(place, options, data) {
    place.replaceChildren();
    const size = () => ({width: Math.max(300, place.clientWidth), height: 330});
    const made = new uPlot({...size(), ...options}, data, place);
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(place);
    charts.push({destroy: () => {
        observer.disconnect();
        made.destroy();
    }});
}

function empty(place, why) {
    place.replaceChildren(element("p", {className: "quiet"}, why));
}

// Marks of the front's plot around (x, y), with radius r.
const SHAPES = {
    circle: (path, x, y, r) => path.arc(x, y, r, 0, 2 * Math.PI),
    square: (path, x, y, r) => path.rect(x - r, y - r, 2 * r, 2 * r),
    triangle: (path, x, y, r) => polygon(path, [[x, y - 1.2 * r], [x + 1.1 * r, y + 0.8 * r], [x - 1.1 * r, y + 0.8 * r]]),
    diamond: (path, x, y, r) => polygon(path, [[x, y - 1.35 * r], [x + 1.35 * r, y], [x, y + 1.35 * r], [x - 1.35 * r, y]]),
};

const MARKS = [
    {role: "hypernetwork", colour: "--hyper", shape: SHAPES.circle},
    {role: "plain", colour: "--plain", shape: SHAPES.circle},
    {role: "matched", colour: "--matched", shape: SHAPES.square},
    {role: "pruned", colour: "--pruned", shape: SHAPES.triangle},
    {role: "low-rank-plain", colour: "--low-rank", shape: SHAPES.diamond},
    {role: "z-frozen", colour: "--frozen", shape: SHAPES.square},
    {role: "z-shuffled", colour: "--shuffled", shape: SHAPES.triangle},
];

function polygon(path, [first, ...rest]) {
    path.moveTo(...first);
    rest.forEach(point => path.lineTo(...point));
    path.closePath();
}

// One series of uPlot, drawn as points of this shape.
function marked({role, colour, shape}) {
    const paths = (u, series, from, to) => {
        const path = new Path2D();
        const radius = u.series[series].points.size / 2 * devicePixelRatio;
        for (let i = from; i <= to; i++) {
            const y = u.data[series][i];
            if (y !== null && y !== undefined) {
                const mark = new Path2D();
                shape(mark, u.valToPos(u.data[0][i], "x", true), u.valToPos(y, "y", true), radius);
                path.addPath(mark);
            }
        }
        return {fill: path, stroke: path, clip: null, flags: 0};
    };
    return {label: role, paths: () => null, stroke: style(colour), points: {show: true, size: 7, stroke: style(colour), fill: style(colour), paths}};
}

// What was swept of the data: scores of different data cannot be compared, so that each has a front of its own.
const dataOf = point => Object.entries(point.parameters).filter(([name]) => name.startsWith("data.")).map(pair => pair.join(" ")).sort().join(", ");

function showScatter(review) {
    const marks = MARKS.filter(mark => review.trials.some(trial => trial.role === mark.role));
    const fronts = [...new Set(review.front.map(dataOf))];
    const dots = review.trials
            .filter(trial => trial.validationScore !== null && trial.ledger.trainable > 0)
            .map(trial => ({x: trial.ledger.trainable, y: trial.validationScore, trial, series: 1 + marks.findIndex(mark => mark.role === trial.role)}));
    const front = review.front.filter(point => point.trainable > 0).map(point => ({x: point.trainable, y: point.validationScore, series: 1 + marks.length + fronts.indexOf(dataOf(point))}));
    if (dots.length === 0) {
        page["scatter-hint"].textContent = "";
        empty(page.scatter, "No trial has completed yet.");
        return;
    }
    const all = [...dots, ...front].sort((a, b) => a.x - b.x);
    const column = series => all.map(dot => dot.series === series ? dot.y : null);
    const options = {
        legend: {live: false},
        cursor: {points: {show: false}, drag: {x: false, y: false}},
        scales: {
            x: {time: false, distr: 3, range: (u, low, high) => [low / 1.15, high * 1.15]},
            y: {range: (u, low, high) => {
                const margin = Math.max(0.005, (high - low) * 0.08);
                return [low - margin, high + margin];
            }},
        },
        axes: [
            axis("numbers trained", {filter: (u, splits) => splits, splits: (u, side, low, high) => roundCounts(low, high), values: (u, splits) => splits.map(count)}),
            axis("validation score", {size: 64}),
        ],
        series: [
            {},
            ...marks.map(marked),
            ...fronts.map(data => ({label: `front of means${data && ", " + data}`, stroke: style("--front"), width: 2, spanGaps: true, points: {show: true, size: 11, stroke: style("--front"), width: 2, fill: "transparent"}})),
        ],
        hooks: {setCursor: [u => hint(u, dots)]},
    };
    chart(page.scatter, options, [all.map(dot => dot.x), ...options.series.slice(1).map((_, i) => column(i + 1))]);
}

// Where a logarithmic axis has its lines: the library's own begin at the axis' least value, which is no round one.
function roundCounts(low, high) {
    const counts = [];
    for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
        counts.push(...[1, 2, 3, 5].map(digit => digit * power));
    }
    return counts.filter(value => value >= low && value <= high);
}

function hint(u, dots) {
    const distance = dot => Math.hypot(u.valToPos(dot.x, "x") - u.cursor.left, u.valToPos(dot.y, "y") - u.cursor.top);
    const near = u.cursor.left < 0 ? null : dots.reduce((a, b) => distance(a) <= distance(b) ? a : b);
    page["scatter-hint"].textContent = near === null || distance(near) > 24 ? "" : description(near.trial);
}

function description(trial) {
    const parameters = Object.entries(trial.parameters).map(([name, value]) => `${name} ${value}`).join(", ");
    return `trial ${trial.number}, ${trial.role}: ${parameters}; ${count(trial.ledger.trainable)} numbers trained, validation score ${fixed(4)(trial.validationScore)}, test score ${fixed(4)(trial.testScore)}`
            + (trial.difference === null ? "" : ` (${signed(trial.difference)} to plain)`);
}

function showCurves(trials) {
    const measure = page.measure.value;
    const last = Math.max(0, ...trials.map(trial => trial.metrics.length));
    if (last === 0) {
        empty(page.curves, "No epoch has ended yet.");
        return;
    }
    const epochs = Array.from({length: last}, (_, i) => i + 1);
    const series = trials.map((trial, i) => ({
        label: `${trial.number}`,
        stroke: PALETTE[i % PALETTE.length],
        width: 1.5,
        dash: trial.role === "hypernetwork" ? undefined : [6, 4],
        points: {show: trial.metrics.length === 1},
        value: (u, value) => value === null || value === undefined ? "--" : significant(value),
    }));
    const data = trials.map(trial => {
        const byEpoch = new Map(trial.metrics.map(metric => [metric.epoch, metric[measure]]));
        return epochs.map(epoch => byEpoch.get(epoch) ?? null);
    });
    const options = {
        cursor: {drag: {x: false, y: false}},
        scales: {x: {time: false}, y: {distr: measure === "validationScore" ? 1 : 3}},
        axes: [axis("epoch", {incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]}), axis(page.measure.selectedOptions[0].text, {size: 64})],
        series: [{label: "epoch"}, ...series],
    };
    chart(page.curves, options, [epochs, ...data]);
}

function showTrial(trial) {
    page["trial-title"].textContent = `Trial ${trial.number} of ${trial.experiment}, run ${trial.run}`;
    page["trial-json"].href = `actuator/trials/${trial.id}`;
    page["trial-json"].download = `trial-${trial.id}.json`;
    const facts = pairs => table([
        {name: "", cell: ([name]) => element("span", {className: "quiet"}, name)},
        {name: "", number: true, cell: ([, value]) => value},
    ], pairs.filter(([, value]) => value !== null && value !== ""));
    const ledger = facts([
        ["target weights Θ", count(trial.ledger.theta)],
        ["generated", count(trial.ledger.generated)],
        ["shared", count(trial.ledger.shared)],
        ["generator", count(trial.ledger.generator)],
        ["z", count(trial.ledger.z)],
        ["trainable", count(trial.ledger.trainable)],
        ["compression ratio", fixed(3)(trial.ledger.compressionRatio)],
        ["tasks", trial.ledger.tasks > 1 ? count(trial.ledger.tasks) : ""],
        ["ratio over all tasks", trial.ledger.tasks > 1 ? fixed(3)(trial.ledger.taskCompressionRatio) : ""],
        ["bytes", count(trial.ledger.bytes)],
        ["largest layer in training, bytes", count(trial.ledger.largestLayerBytes)],
    ]);
    const scores = facts([
        ["outcome", word(trial.outcome ?? trial.state)],
        ["test score", fixed(4)(trial.testScore)],
        ["to plain", signed(trial.difference)],
        ["test loss", significant(trial.testLoss)],
        ...Object.entries(trial.measures).map(([name, value]) => [name.replaceAll("-", " "), significant(value)]),
        ["validation score", fixed(4)(trial.validationScore)],
        ["epochs", count(trial.epochs)],
        ["best epoch", trial.bestEpoch === null ? "" : count(trial.bestEpoch)],
        ["seconds", fixed(1)(trial.seconds)],
    ]);
    const slots = table([
        {name: "tensor", cell: s => s.name},
        {name: "shape", cell: s => s.shape.replaceAll("x", " × ")},
        {name: "first", number: true, cell: s => count(s.offset)},
        {name: "weights", number: true, cell: s => count(s.length)},
    ], trial.slots);
    const probes = trial.probes === null ? null : facts([
        ["verdict", element("span", {className: trial.probes.verdict === "does nothing" ? "lost" : ""}, trial.probes.verdict)],
        ["movement of θ with z", significant(trial.probes.movement)],
        ["share of θ that is constant", significant(trial.probes.constantShare)],
        ["effective rank of θ over z", significant(trial.probes.effectiveRank)],
        ["samples of z", count(trial.probes.samples)],
        ...(trial.probes.residualShare === null ? [] : [["share of θ that is the residual", significant(trial.probes.residualShare)]]),
    ]);
    const forgetting = number => trial.forgetting.length === 0 ? null : table([
        {name: "after task", number: true, cell: row => count(row.learned)},
        ...trial.forgetting[0].tasks.map(({task}, i) => ({name: `task ${task}`, number: true, cell: row => significant(row.tasks[i][number])})),
    ], trial.forgetting);
    const errors = trial.forgetting.some(row => row.tasks.some(task => task.meanSquaredError !== null));
    const provenance = facts([["trial hash", trial.hash], ["weights", trial.weights.sentence], ...Object.entries(trial.provenance ?? {})]);
    const measure = value => value === null ? "not finite" : Number.isInteger(value) ? count(value) : significant(value);
    const measures = finding => Object.entries(finding.measures).map(([name, value]) => `${name} ${measure(value)}`).join(", ");
    const findings = table([
        {name: "check", cell: f => f.check},
        {name: "subject", cell: f => f.subject},
        {name: "verdict", cell: f => word(f.verdict)},
        {name: "measures", wide: true, cell: measures},
        {name: "message", wide: true, cell: f => f.message},
    ], trial.findings);
    const decisions = trial.decisions.length === 0 ? null : table([
        {name: "rung", number: true, cell: d => count(d.rung)},
        {name: "epoch", number: true, cell: d => count(d.epoch)},
        {name: "decision", cell: d => word(d.decision)},
        {name: "reason", wide: true, cell: d => d.reason},
    ], trial.decisions);
    const titled = (title, content) => element("div", {}, element("h3", {}, title), content);
    page["trial-body"].replaceChildren(
            trial.detail ? element("pre", {className: trial.outcome}, trial.detail) : "",
            element("div", {className: "columns"}, titled("Ledger", ledger), titled("Scores", scores), probes && titled("Probes", probes), decisions && titled("Decisions", decisions), forgetting("score") && titled("Forgetting: test score", forgetting("score")), errors ? titled("Forgetting: squared error", forgetting("meanSquaredError")) : null, titled("Slots", slots), titled("Provenance", provenance)),
            titled("Findings", element("div", {className: "scroll"}, findings)),
            titled("Resolved spec", element("pre", {}, JSON.stringify(trial.spec, null, 2))));
    if (page.trial.dataset.shown !== String(trial.id)) {
        page.trial.dataset.shown = trial.id;
        page.trial.scrollIntoView({block: "nearest"});
    }
}

let timer = 0;
let turn = 0;

async function update() {
    clearTimeout(timer);
    const mine = ++turn;
    const state = address();
    let seconds = RESTING_SECONDS;
    try {
        const loaded = await load(state);
        if (mine !== turn) {
            return; // the user has moved on
        }
        show(loaded, state);
        seconds = loaded.review?.run.state === "running" ? RUNNING_SECONDS : RESTING_SECONDS;
        page.status.textContent = `${new Date().toLocaleTimeString("en-GB")}, every ${seconds} s`;
        page.status.className = "";
    } catch (fault) {
        page.status.textContent = fault.message;
        page.status.className = "failed";
    }
    if (mine === turn) {
        timer = setTimeout(update, seconds * 1000);
    }
}

page.measure.onchange = update;
addEventListener("hashchange", update);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    shown = {};
    update();
});
update();
