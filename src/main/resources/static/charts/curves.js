// Learning curves: those of the points that are chosen, else of those at work and of the best. Seeds of a point share its
// colour; over them lie their mean and one standard deviation to each side.

import {colour, html, nothing, render, repeat, roleOf} from "../dom.js";
import {word} from "../parts.js";
import {axis, level, plot, roundNumbers} from "../plot.js";
import {givenOf, valueOf} from "../sheet.js";
import {band, fit} from "./bands.js";
import {bestFirst, nameOf} from "./points.js";
import {shortNumber, WHOLE} from "./scales.js";
import {toggled} from "../state.js";

const POINTS = 6; // are shown by themselves
const MOST_POINTS = 12; // and no more if they are chosen: more colours cannot be told apart
const MOST_TRIALS = 200; // that the server answers at once
const PLACES = 400; // of a curve: a chart is hardly wider
const COLOURS = 12;

const MEASURES = {
    "validation-score": "validation score",
    "validation-loss": "validation loss",
    "train-loss": "training loss",
    "learning-rate": "learning rate",
};

/** The points whose curves are shown, best first. */
export function curvePoints(model, state) {
    const {sheet, shown} = model;
    const begun = point => (sheet.trialsOf.get(point.number) ?? []).some(trial => trial.epochs > 0);
    const chosen = state.chosen.map(number => sheet.pointOf.get(number)).filter(point => point && begun(point));
    if (chosen.length > 0) {
        return bestFirst(chosen.slice(0, MOST_POINTS));
    }
    const running = point => sheet.trialsOf.get(point.number).some(trial => trial.state === "running");
    const points = shown.points.filter(begun);
    const busy = points.filter(running).slice(0, POINTS / 2);
    const best = bestFirst(points.filter(point => point.validationScore !== null && !busy.includes(point)));
    const own = best.filter(point => point.role === "hypernetwork").slice(0, POINTS / 2); // however good their controls are
    const others = best.filter(point => !own.includes(point)).slice(0, POINTS - busy.length - own.length);
    return [...bestFirst([...own, ...others]), ...busy];
}

const trialsOf = (sheet, points) => points
    .flatMap(point => sheet.trialsOf.get(point.number).filter(trial => trial.epochs > 0))
    .slice(0, MOST_TRIALS);

export function needs(state, model) {
    if (!model.sheet || !model.shown) {
        return {};
    }
    const trials = trialsOf(model.sheet, curvePoints(model, state)).map(trial => trial.number).sort((a, b) => a - b);
    return trials.length === 0 ? {}
        : {curves: `runs/${model.sheet.run.id}/curves?trials=${trials}&measure=${state.measure}&points=${PLACES}`};
}

export function curves(place, act) {
    render(html`<div class="controls"></div><div class="chart" role="img" data-chart="curves"></div><ul class="key" aria-label="Points whose curves are shown"></ul><p class="hint"></p>`, place);
    const [controls, canvas, key, hint] = place.children;
    const drawing = plot(canvas);
    const slots = new Map(); // by point: which of the colours it has while it is shown
    let before = [];
    let seen = null; // {series, bands, range, data, hovered} of the picture

    function show(model, state) {
        const now = [model.sheet, model.shown?.kept, model.curves, model.hovered, state.chosen.join(), state.measure, model.faults?.curves];
        if (now.every((value, i) => value === before[i])) {
            return;
        }
        if (seen && seen.run !== model.sheet.run.id) {
            seen = null; // another run's curves say nothing here, whatever the numbers of its trials
            drawing.clear();
        }
        const hoveredOnly = now.every((value, i) => i === 3 || value === before[i]);
        before = now;
        const points = curvePoints(model, state);
        render(measureOf(state), controls);
        assign(points);
        render(repeat(points, point => point.number, point => keyOf(point, model, state)), key);
        // Until the curves of another choice in the same run are there, those that were stay.
        if (hoveredOnly && seen) {
            const concerned = [seen.hovered, model.hovered].some(number => slots.has(number));
            seen.hovered = model.hovered;
            if (concerned) {
                drawing.current().redraw(false);
            }
        } else if (model.curves?.measure === state.measure) {
            seen = {...pictureOf(points, model.curves, model.sheet), run: model.sheet.run.id, hovered: model.hovered};
            const series = seen.series.map(({trial, point, kind, slot}) => [trial?.number ?? point, kind, slot]).join(" ");
            drawing.show(() => optionsOf(state.measure), seen.data, `${model.sheet.run.id} ${state.measure} ${state.chosen}`, `${series} ${seen.range?.log}`);
            canvas.setAttribute("aria-label", labelOf(points, model, state));
        }
        canvas.hidden = points.length === 0;
        render(points.length === 0 ? "No trial has come to the end of an epoch yet."
            : model.faults?.curves ?? [
                points.some(point => model.sheet.trialsOf.get(point.number).length > 1) && "Mean of a point’s seeds, and one standard deviation to each side; as far as half of them go.",
                state.chosen.length > MOST_POINTS ? `${MOST_POINTS} of the chosen points.` : state.chosen.length > 0 ? "Chosen points." : "The best points, and those at work: choose others anywhere.",
            ].filter(Boolean).join(" "), hint);
    }

    const measureOf = state => html`<label>of <select aria-label="What the curves show" @change=${event => act.replace({measure: event.target.value})}>
        ${Object.entries(MEASURES).map(([name, text]) => html`<option value=${name} .selected=${name === state.measure}>${text}</option>`)}</select></label>
        ${state.chosen.length > 0 ? html`<button type="button" @click=${() => act.go({chosen: []})}>the best again</button>` : nothing}`;

    // A point keeps its colour while it is shown, whatever comes and goes beside it.
    function assign(points) {
        const shown = new Set(points.map(point => point.number));
        [...slots.keys()].filter(number => !shown.has(number)).forEach(number => slots.delete(number));
        points.filter(point => !slots.has(point.number)).forEach(point => {
            const taken = new Set(slots.values());
            slots.set(point.number, Array.from({length: COLOURS}, (_, i) => i + 1).find(slot => !taken.has(slot)));
        });
    }

    function keyOf(point, model, state) {
        const trials = model.sheet.trialsOf.get(point.number);
        const running = trials.some(trial => trial.state === "running");
        const chosen = state.chosen.includes(point.number);
        return html`<li><button type="button" class="plain ${point.number === model.hovered ? "hovered" : ""}" aria-pressed=${chosen}
            data-point=${point.number} title=${chosen ? "let go" : "choose"}
            @click=${() => act.go({chosen: toggled(state.chosen, point.number)})}
            @pointerenter=${() => act.hover(point.number)} @pointerleave=${() => act.hover(null)}
            @focus=${() => act.hover(point.number)} @blur=${() => act.hover(null)}>
            <span class="swatch point-${slots.get(point.number)}" aria-hidden="true"></span>
            <span>${nameOf(point, model.sheet)}</span> ${running ? word("running") : nothing}</button></li>`;
    }

    /** The series of a picture: for each point its seeds, and where there are several, mean and band. */
    function pictureOf(points, answer, sheet) {
        const series = [];
        const bands = [];
        const tables = [];
        const byTrial = new Map(answer.curves.map(curve => [curve.trial, curve]));
        const all = [];
        for (const point of points) {
            const seeds = sheet.trialsOf.get(point.number).filter(trial => byTrial.has(trial.number));
            const own = seeds.map(trial => byTrial.get(trial.number));
            all.push(...own);
            const add = (kind, epochs, values, trial) => {
                tables.push([epochs, values]);
                series.push({point: point.number, slot: slots.get(point.number), kind, trial});
                return series.length;
            };
            own.forEach((curve, i) => add(own.length > 1 ? "seed" : "mean", curve.epochs, curve.values, seeds[i]));
            if (own.length > 1) {
                const {epochs, mean, low, high} = band(own);
                bands.push({series: [add("edge", epochs, high), add("edge", epochs, low)], slot: slots.get(point.number)});
                add("mean", epochs, mean);
            }
        }
        const given = answer.measure === "validation-score" ? givenOf(sheet.points) : []; // it has no epochs
        const range = given.reduce((fitted, {validationScore: score}) => fitted
            && {...fitted, low: Math.min(fitted.low, score), high: Math.max(fitted.high, score)}, fit(all, answer.measure));
        return {series, bands, given, range, data: tables.length > 0 ? uPlot.join(tables) : [[]]};
    }

    function optionsOf(measure) {
        const {series, bands, range} = seen;
        const tint = (slot, alpha) => colour(`--point-${slot}`).replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
        return {
            cursor: {y: false, focus: {prox: 24}},
            focus: {alpha: 1},
            scales: {
                x: {time: false},
                y: {distr: range?.log ? 3 : 1, range: () => seen?.range ? [seen.range.low, seen.range.high] : [0, 1]},
            },
            axes: [
                axis("epoch", {incrs: WHOLE}),
                axis(MEASURES[measure], {
                    size: 58,
                    values: (_, ticks) => ticks.map(tick => tick === null ? "" : shortNumber(tick)),
                    ...(range?.log ? {splits: (u, side, low, high) => roundNumbers(low, high), filter: (u, splits) => splits} : {}),
                }),
            ],
            bands: bands.map(({series: edges, slot}) => ({series: edges, fill: tint(slot, 0.13)})),
            series: [{}, ...series.map(({slot, kind}) => ({
                stroke: kind === "edge" ? "transparent" : kind === "seed" ? tint(slot, 0.4) : tint(slot, 1),
                width: kind === "mean" ? 2 : 1,
                spanGaps: true,
                points: {show: false},
            }))],
            hooks: {
                setSeries: [(_, i) => i !== null && seen.series[i - 1] && act.hover(seen.series[i - 1].point)],
                draw: [emphasis],
            },
        };
    }

    // Over the curves: the hovered point's once more, and a dot at the head of each that still grows.
    function emphasis(u) {
        const {ctx} = u;
        ctx.save();
        ctx.beginPath();
        ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        ctx.clip();
        seen?.given.forEach(({role, validationScore}) => level(u, validationScore, role, colour(roleOf(role).colour)));
        seen?.series.forEach(({point, slot, kind, trial}, i) => {
            const values = u.data[i + 1];
            ctx.strokeStyle = ctx.fillStyle = colour(`--point-${slot}`);
            if (kind !== "edge" && point === seen.hovered) {
                ctx.lineWidth = (kind === "mean" ? 4 : 1.5) * devicePixelRatio;
                ctx.stroke(u.series[i + 1]._paths?.stroke ?? new Path2D());
            }
            if (trial?.state === "running") {
                const last = values.findLastIndex(value => value !== null && value !== undefined);
                if (last >= 0) {
                    ctx.beginPath();
                    ctx.arc(u.valToPos(u.data[0][last], "x", true), u.valToPos(values[last], "y", true), 4 * devicePixelRatio, 0, 2 * Math.PI);
                    ctx.fill();
                }
            }
        });
        ctx.restore();
    }

    canvas.addEventListener("pointerleave", () => act.hover(null));

    function close() {
        drawing.close();
        render(nothing, place);
    }

    return {show, close};
}

function labelOf(points, {sheet}, state) {
    const best = points.find(point => valueOf(point, "validationScore") !== null);
    return `Learning curves: ${MEASURES[state.measure]} by epoch, of ${points.length} points`
        + (best ? `, the best of them point ${nameOf(best, sheet)}` : "");
}
