// One run of an experiment: its head, and a grid of panels, each of which is a view of its own.

import {child, html, nothing, render, repeat} from "./dom.js";
import {count, duration, time} from "./format.js";
import {guardedIn} from "./guard.js";
import {pair, panelIn, progressBar, word} from "./parts.js";
import {within} from "./state.js";

/** @param panels what stands in the grid: {name, title, wide, view} */
export function experiment(place, act, panels) {
    const head = child(place, "div", "head");
    const grid = child(place, "div", "grid");
    const views = panels.map(panel => {
        const {body} = panelIn(grid, panel);
        return guardedIn(body, "", element => panel.view(element, act));
    });
    let before = [];

    function show(model, state) {
        const {experiment: whole, sheet} = model;
        const now = [
            whole,
            sheet,
            state.experiment,
            model.faults.page,
            model.operations.join(),
            model.live === "stored",
        ];
        if (!now.every((value, i) => value === before[i])) {
            before = now;
            render(headOf(whole, sheet, model, state, act), head);
        }
        grid.hidden = !sheet;
        if (sheet) {
            views.forEach(view => view.show(model, state));
        }
    }

    return {show, close: () => views.forEach(view => view.close())};
}

const choice = ({id, createdAt, state}, chosen) =>
    html`<option value=${id} .selected=${chosen}>${id}: ${time(createdAt)}, ${state}</option>`;

function headOf(whole, sheet, model, state, act) {
    if (!sheet) {
        return html`<h1>${state.experiment}</h1><p class="quiet">${
            model.faults.page
                ? model.faults.page
                : model.experiments === null
                  ? "Loading"
                  : whole === null
                    ? "There is no such experiment."
                    : whole.runs.length === 0
                      ? "It has not run yet."
                      : "Loading"
        }</p>`;
    }
    const {run} = sheet;
    const path = `api/v1/runs/${run.id}`;
    const operate = operation =>
        act.send(`experiments/${encodeURIComponent(sheet.experiment)}/runs/${run.id}/${operation}`).then(
            answer => act.say(answer.detail),
            fault => act.say(fault.message),
        );
    return html`
        <div class="bar">
            <h1>${sheet.experiment}</h1>
            <label>Run <select @change=${event => act.go({run: event.target.value, chosen: [], open: [], trial: ""})}>
                ${(whole?.runs ?? [run]).map(each => choice(each.id === run.id ? run : each, each.id === run.id))}
            </select></label>
            ${
                model.live === "stored"
                    ? nothing
                    : html`
                ${model.operations
                    .filter(operation => sensible(operation, run))
                    .map(
                        operation => html`
                    <button type="button" @click=${() => operate(operation)}>${operation}</button>`,
                    )}
                <span class="links">
                    <a href="${path}/trials.csv" download>all trials, CSV</a>
                    <a href="${path}/comparisons.csv" download>comparisons, CSV</a>
                    <a href="${path}/page.html" download title="this page with its data, to be opened without a server">one file</a>
                    <a href=${path} download="${sheet.experiment}-${run.id}.json">JSON</a>
                </span>`
            }
        </div>
        ${sheet.description ? html`<p class="description">${sheet.description}</p>` : nothing}
        <div class="facts">
            ${word(run.state)}
            ${progressBar(run)}
            <span class="outcomes">${Object.entries(run.counts)
                .filter(([, trials]) => trials > 0)
                .map(([outcome, trials]) => html`<span class=${outcome}>${count(trials)} ${outcome}</span> `)}</span>
            <span>started ${time(run.createdAt)}</span>
            ${run.seconds ? html`<span>${run.state === "running" ? "so far" : "took"} ${duration(run.seconds)}</span>` : nothing}
            ${run.reason ? html`<span class="reason">${run.reason}</span>` : nothing}
        </div>
        ${atWork(sheet, state)}`;
}

/** Whether an operation would change anything of a run. */
function sensible(operation, run) {
    return {
        stop: run.state === "running",
        resume: run.state === "stopped" || run.state === "failed",
        retry: run.state !== "running" && run.counts.failed + run.counts.rejected > 0,
    }[operation];
}

const MOST = 8; // trials at work that are listed

// What is being trained now, with what it differs in.
function atWork(sheet, state) {
    const busy = sheet.trials.filter(trial => trial.state === "running");
    return busy.length === 0
        ? nothing
        : html`<ul class="at-work" aria-label="At work">
        ${repeat(
            busy.slice(0, MOST),
            trial => trial.id,
            trial => html`<li>
            <a href=${within({experiment: sheet.experiment, run: sheet.run.id, trial: trial.id}, state)}>trial ${trial.number}</a>
            <span class="running moving">epoch ${count(trial.epochs)}</span>
            ${Object.entries(trial.parameters)
                .filter(([, value]) => value !== null)
                .map(([name, value]) => pair(name.split(".").at(-1), value))}</li>`,
        )}
        ${busy.length > MOST ? html`<li class="quiet">and ${count(busy.length - MOST)} more</li>` : nothing}</ul>`;
}
