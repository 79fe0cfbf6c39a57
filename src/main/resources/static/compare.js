// Trials, points or runs beside each other: in which settings they differ, their ledgers, their curves, and how far they
// are apart seed by seed.

import {sidesOf, differences, keyOf, mean, pairing, titleOf} from "./compare-sides.js";
import {outputClass, outputColour} from "./explore-drawing.js";
import {child, html, nothing, render, svg} from "./dom.js";
import {because, bytes, count, duration, interval, signed, significant} from "./format.js";
import {empty, panelIn, word} from "./parts.js";
import {axis, plot} from "./plot.js";
import {link} from "./state.js";
import {bars} from "./trial-pictures.js";

const MEASURES = [["validation-score", "validationScore", "validation score"], ["validation-loss", "validationLoss", "validation loss"],
    ["train-loss", "trainLoss", "training loss"], ["learning-rate", "learningRate", "learning rate"]];

export function needs(state, model) {
    const sides = sidesOf(state, model);
    const pairs = sides.slice(1).map((side, i) => side.ids.length > 0 && sides[0].ids.length > 0 ? [`pairs ${i + 1}`, `pairs?a=${side.ids}&b=${sides[0].ids}`] : null);
    return Object.fromEntries([
        ...(state.runs.length > 0 ? state.runs.map(id => [`sheet ${id}`, `runs/${encodeURIComponent(id)}/sheet`]) : []),
        ...sides.flatMap(side => side.ids).map(id => [`trial ${id}`, `trials/${id}`]),
        ...pairs.filter(Boolean),
    ]);
}

export function compare(place, act) {
    place.className = "compare";
    const head = child(place, "div", "head");
    const table = panelIn(place, {name: "sides", title: "Side by side"}).body;
    const grid = child(place, "div", "grid");
    const [differing, ledgers, learned, paired] = [["settings", "Settings that differ"], ["ledgers", "Ledgers, on one scale"], ["curves", "Learning curves"], ["differences", "Differences over seeds"]]
            .map(([name, title]) => panelIn(grid, {name, title}).body);
    const measures = child(learned, "div", "controls");
    const canvas = child(learned, "div", "chart");
    canvas.setAttribute("role", "img");
    const drawn = plot(canvas, 300);
    let before = [];

    function show(model, state) {
        const names = Object.keys(needs(state, model));
        const now = [state.trials.join(), state.runs.join(), state.chosen.join(), state.measure, state.theme, model.sheet, model.experiments, ...names.map(name => model[name] ?? model.faults[name])];
        if (now.length === before.length && now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        const sides = sidesOf(state, model).map((side, i) => ({...side, colour: i, trials: side.ids.map(id => model[`trial ${id}`]).filter(Boolean)}));
        render(headOf(sides, state, model, act), head);
        [table, grid].forEach(part => (part.parentElement === place ? part : part.parentElement).hidden = sides.length === 0);
        if (sides.length > 0) {
            render(sideTable(sides, state, act), table);
            render(settingTable(sides), differing);
            render(ledgerList(sides), ledgers);
            render(pairList(sides, model), paired);
            drawCurves(sides, state);
        }
    }

    function drawCurves(sides, state) {
        const [name, property, title] = MEASURES.find(([each]) => each === state.measure);
        render(html`<label>Show <select aria-label="What the curves show" @change=${event => act.replace({measure: event.target.value})}>
            ${MEASURES.map(([value, , words]) => html`<option value=${value} .selected=${value === name}>${words}</option>`)}</select></label>
            <span class="legend">${sides.map(side => html`<span class="colour-key ${outputClass(side.colour)}">${side.title}</span> `)}</span>`, measures);
        const curves = sides.flatMap(side => side.trials.filter(trial => trial.metrics.length > 0).map(trial => ({side, trial})));
        canvas.hidden = curves.length === 0;
        if (curves.length === 0) {
            return;
        }
        const epochs = [...new Set(curves.flatMap(({trial}) => trial.metrics.map(metric => metric.epoch)))].sort((a, b) => a - b);
        const data = curves.map(({trial}) => {
            const known = new Map(trial.metrics.map(metric => [metric.epoch, metric[property]]));
            return epochs.map(epoch => known.get(epoch) ?? null);
        });
        const log = name !== "validation-score" && data.flat().every(value => value === null || value > 0);
        canvas.setAttribute("aria-label", `${title} over ${epochs.length} epochs of ${curves.length} trials on ${sides.length} sides`);
        drawn.show(() => ({
            scales: {x: {time: false}, y: {distr: log ? 3 : 1}},
            axes: [axis("epoch"), axis(title, {size: 56, ...(log ? {values: (u, values) => values.map(value => value === null ? "" : significant(value, 2))} : {})})],
            series: [{}, ...curves.map(({side, trial}) => ({label: String(trial.number), stroke: outputColour(side.colour), width: 1.5, spanGaps: true, points: {show: epochs.length === 1}}))],
        }), [epochs, ...data], `${name} ${curves.map(({side, trial}) => `${side.colour} ${trial.id}`)} ${log}`);
    }

    return {show, close: drawn.close};
}

function headOf(sides, state, {sheet, experiments, faults}, act) {
    const key = keyOf(state);
    const there = state[key].map(String);
    const runs = (experiments ?? []).flatMap(each => each.runs.map(run => ({value: run.id, words: `${each.name}, run ${run.id}`})));
    const offered = {
        trials: () => (sheet?.trials ?? []).map(trial => ({value: trial.id, words: `trial ${trial.number}, ${trial.role}`})),
        chosen: () => (sheet?.points ?? []).map(point => ({value: point.number, words: titleOf(point)})),
        runs: () => runs,
    }[key]().filter(each => !there.includes(String(each.value)));
    const what = {trials: "trials", chosen: "points", runs: "runs"}[key];
    const fault = sides.flatMap(side => side.ids).map(id => faults[`trial ${id}`]).find(Boolean);
    return html`<div class="bar"><h1>Compare ${what}</h1>
        ${offered.length > 0 ? html`<label>Add <select aria-label="Add to what is compared" .value=${""} @change=${event => {
            const added = event.target.value;
            event.target.value = "";
            act.go({[key]: [...state[key], key === "chosen" ? Number(added) : added]});
        }}><option value="">choose</option>${offered.map(each => html`<option value=${each.value}>${each.words}</option>`)}</select></label>` : nothing}
        <span class="controls" role="group" aria-label="What is compared">
            ${[["trials", "trials", () => ({trials: [String(sheet.trials[0].id)], runs: []})], ["chosen", "points", () => ({trials: [], runs: [], chosen: state.chosen})], ["runs", "runs", () => ({trials: [], runs: [String(sheet.run.id)]})]].map(([name, words, to]) => html`
                <button type="button" aria-pressed=${name === key} ?disabled=${!sheet} @click=${() => act.go(to())}>${words}</button>`)}</span></div>
        ${sides.length === 0 ? empty(`Choose ${what} to compare: here, or in the table and charts of a run.`) : nothing}
        ${fault ? html`<p class="failed">${fault}</p>` : nothing}`;
}

function sideTable(sides, state, act) {
    const key = keyOf(state);
    const put = list => act.go({[key]: list});
    const rows = [
        ["network", side => side.trials[0]?.role],
        ["outcome", side => [...new Set(side.trials.map(trial => trial.outcome ?? trial.state))].map(each => html`${word(each)} `)],
        ["trials", side => count(side.ids.length) + (side.cut ? " (the first of more)" : "")],
        ["validation score", side => scored(side, "validation")],
        ["test score", side => scored(side, "test")],
        ["trained numbers", side => count(side.trials[0]?.ledger.trainable)],
        ["Θ / trained", side => significant(side.trials[0]?.ledger.compressionRatio)],
        ["bytes", side => bytes(side.trials[0]?.ledger.bytes)],
        ["time of a trial", side => duration(mean(side.trials.map(trial => trial.seconds)))],
    ];
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Sides as columns"><table>
        <thead><tr><td></td>${sides.map((side, i) => html`<th scope="col"><span class="colour-key ${outputClass(side.colour)}"><a href=${link(side.place, state)}>${side.title}</a></span><br>
            ${i === 0 ? html`<span class="quiet">the others are compared with it</span>` : html`<button type="button" class="plain" @click=${() => put([state[key][i], ...state[key].filter((_, other) => other !== i)])}>compare with it</button>`}
            <button type="button" class="plain" aria-label="Take ${side.title} out" @click=${() => put(state[key].filter((_, other) => other !== i))}>×</button></th>`)}</tr></thead>
        <tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th>${sides.map(side => html`<td>${value(side)}</td>`)}</tr>`)}</tbody></table></div>`;
}

// The mean of a point's seeds with its interval, or why it has none; of a trial its own.
function scored({point, trials}, name) {
    if (!point) {
        return interval(mean(trials.map(trial => trial[`${name}Score`])), null, null, trials.length, trials.length === 1 ? "one-seed" : null);
    }
    return html`${interval(point[`${name}Score`], point[`${name}Low`], point[`${name}High`], point.completed, point.intervalMissing)}
        ${point.completed > 1 ? html`<span class="quiet">over ${count(point.completed)} seeds</span>` : nothing}`;
}

function settingTable(sides) {
    if (sides.some(side => side.trials.length === 0)) {
        return empty("Loading");
    }
    const found = differences(sides.map(side => side.trials[0]?.spec ?? null), sides.every(side => side.ids.length <= 1));
    return found.length === 0 ? empty(sides.length < 2 ? "There is one side yet." : "They have the same settings.") : html`
        <div class="scroll low" tabindex="0" role="region" aria-label="Values of settings that differ"><table>
            <thead><tr><th scope="col">setting</th>${sides.map(side => html`<th scope="col"><span class="colour-key ${outputClass(side.colour)}">${side.title}</span></th>`)}</tr></thead>
            <tbody>${found.map(({path, values}) => html`<tr><th scope="row">${path}</th>${values.map(value => html`<td>${value === null ? html`<span class="quiet">none</span>` : html`<code>${value}</code>`}</td>`)}</tr>`)}</tbody></table></div>`;
}

function ledgerList(sides) {
    const known = sides.filter(side => side.trials.length > 0);
    const whole = Math.max(1, ...known.map(({trials: [{ledger}]}) => Math.max(ledger.trainable, ledger.generated * ledger.tasks + ledger.shared)));
    return known.map(side => html`<h3><span class="colour-key ${outputClass(side.colour)}">${side.title}</span></h3>${bars(side.trials[0].ledger, whole)}`);
}

function pairList(sides, model) {
    if (sides.length < 2) {
        return empty("There is one side yet.");
    }
    return sides.slice(1).map((side, i) => {
        const answer = model[`pairs ${i + 1}`];
        return html`<h3><span class="colour-key ${outputClass(side.colour)}">${side.title}</span> minus the first</h3>
            ${answer ? pairsOf(answer) : empty(model.faults[`pairs ${i + 1}`] ?? "Loading")}`;
    });
}

const WIDE = 400;

function pairsOf(answer) {
    const {measure, mean: middle, low, high, intervalMissing} = answer;
    const {known, waiting, verdict} = pairing(answer);
    if (known.length === 0) {
        return empty("They have no seed in common that both completed.");
    }
    const reach = Math.max(1e-12, ...[...known.map(pair => pair.difference), low, high].filter(Number.isFinite).map(Math.abs)) * 1.1;
    const at = value => (value / reach + 1) / 2 * WIDE;
    const missing = !Number.isFinite(low) || !Number.isFinite(high);
    const words = missing ? `${signed(middle)} (${because(intervalMissing, known.length)})` : `${signed(middle)}, 95 % interval ${signed(low)} to ${signed(high)}`;
    return html`
        <p>${measure.replaceAll("-", " ")}: ${answer.sameData ? html`<b>${words}</b>` : words}, ${count(known.length)} ${known.length === 1 ? "seed" : "seeds"}${
            verdict && `: ${verdict}`}${waiting > 0 ? ` (of ${count(waiting)} more there is no score of both)` : nothing}</p>
        <svg class="pairing" viewBox="0 0 ${WIDE} 44" role="img" aria-label=${words}>
            <path class="guide" d="M0 20H${WIDE}"></path><path class="intended" d="M${WIDE / 2} 4V36"></path>
            ${missing ? nothing : svg`<rect class="allowed" x=${at(low)} y="15" width=${Math.max(1, at(high) - at(low))} height="10"></rect>`}
            ${known.map(pair => svg`<circle class="seed" cx=${at(pair.difference)} cy="20" r="4"><title>seed ${pair.seed}: ${significant(pair.a)} against ${significant(pair.b)}, ${signed(pair.difference)}</title></circle>`)}
            ${Number.isFinite(middle) ? svg`<path class="middle" d="M${at(middle)} 10V30"></path>` : nothing}
            <text x="0" y="42">${signed(-reach, 3)}</text><text x=${WIDE / 2} y="42" text-anchor="middle">0</text><text x=${WIDE} y="42" text-anchor="end">${signed(reach, 3)}</text>
        </svg>`;
}
