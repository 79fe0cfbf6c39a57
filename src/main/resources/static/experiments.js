// The first page: every experiment with its run at work, else its latest; those at work first.

import {html, nothing, render, repeat} from "./dom.js";
import {count, duration, interval, short, time} from "./format.js";
import {pair, progressBar, word} from "./parts.js";
import {foremost} from "./sheet.js";
import {link} from "./state.js";
import {workersTable} from "./workers.js";

/** Who trains, where that is not the server itself. */
export const needs = () => ({workers: "workers"});

/** Orders experiments: at work, then by their latest run, then those that never ran. */
function byWork(a, b) {
    const busy = experiment => (experiment.runs.some(run => run.state === "running") ? 1 : 0);
    const last = experiment => experiment.runs[0]?.createdAt ?? "";
    return busy(b) - busy(a) || (last(a) < last(b) ? 1 : last(a) > last(b) ? -1 : 0) || (a.name < b.name ? -1 : 1);
}

export function experiments(place, act) {
    let before = [];

    function show(model, state) {
        const now = [model.experiments, model.workers, state.theme];
        if (now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        render(
            model.experiments === null
                ? html`<p class="quiet">Loading</p>`
                : html`${model.experiments.length === 0 ? none() : list([...model.experiments].sort(byWork), state)}
                    ${workersTable(model.workers?.workers ?? [], state)}`,
            place,
        );
    }

    return {show, close: () => render(nothing, place)};
}

const HEADS = ["experiment", "run", "trials", "best point", "test score", "took", "started", "runs", "next"];

const none = () => html`<p class="quiet">No experiment has run yet. Start the runner with
    <code>--spring.config.location=experiments/a.yml</code></p>`;

const list = (all, state) => html`
    <h1>Experiments</h1>
    <table class="cards" role="table">
        <thead role="rowgroup"><tr role="row">${HEADS.map(head => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
        <tbody role="rowgroup">${repeat(
            all,
            experiment => experiment.name,
            experiment => row(experiment, state),
        )}</tbody>
    </table>`;

function row(experiment, state) {
    const run = foremost(experiment);
    const cells = [
        html`<a href=${link({experiment: experiment.name, run: run && run !== experiment.runs[0] ? run.id : ""}, state)}>${experiment.name}</a>
            ${experiment.description ? html`<span class="note">${experiment.description}</span>` : nothing}`,
        run ? html`<span class="pair">${run.id}: ${word(run.state)}</span>` : html`<span class="quiet">not yet</span>`,
        run ? html`${progressBar(run)}${outcomes(run)}` : nothing,
        run?.best ? bestParameters(run.best) : nothing,
        run?.best
            ? html`<span class="mean">${interval(run.best.testScore, run.best.testLow, run.best.testHigh, run.best.seeds, run.best.intervalMissing)}</span>
            <span class="note">n = ${run.best.seeds}, chosen by validation</span>`
            : nothing,
        run ? duration(run.seconds ?? elapsed(run)) : nothing,
        run ? time(run.createdAt) : nothing,
        count(experiment.runs.length),
        fires(experiment),
    ];
    return html`<tr role="row" class=${run?.state === "running" ? "busy" : ""}>
        ${cells.map((cell, i) => html`<td role="cell" data-label=${HEADS[i]}>${cell}</td>`)}
    </tr>`;
}

const elapsed = run => (run.endedAt ? (new Date(run.endedAt) - new Date(run.createdAt)) / 1000 : null);

const bestParameters = best =>
    Object.entries(best.parameters).map(([name, value]) => pair(short(name), value));

const outcomes = run =>
    html`<span class="outcomes">${Object.entries(run.counts)
        .filter(([, trials]) => trials > 0)
        .map(([outcome, trials]) => html`<span class=${outcome}>${count(trials)} ${outcome}</span> `)}</span>`;

// In the zone that the schedule is written in, which is named.
const fires = experiment =>
    experiment.nextFireTimes.length === 0
        ? nothing
        : html`${time(experiment.nextFireTimes[0], experiment.schedule?.zone, true)}${
              experiment.nextFireTimes.length > 1
                  ? html`<span class="note">then ${experiment.nextFireTimes
                        .slice(1)
                        .map(fire => time(fire, experiment.schedule?.zone, true))
                        .join(", ")}</span>`
                  : nothing
          }`;
