// One trial, at a place of its own: what it is, how well it did, and everything that was verified of it.

import {child, html, nothing, render} from "./dom.js";
import {count, duration, fixed, signed, significant} from "./format.js";
import {empty, panelIn, word} from "./parts.js";
import {link} from "./state.js";
import {measuredCurves} from "./trial-curves.js";
import * as pictures from "./trial-pictures.js";
import * as tables from "./trial-tables.js";

export const needs = state => ({trial: `trials/${encodeURIComponent(state.trial)}`});

// By name: which panels there are, in this order. `of` says whether a trial has something to show there.
const PANELS = [
    {name: "ledger", title: "Ledger", wide: true, body: pictures.ledger},
    {name: "slots", title: "Flat vector", body: pictures.slots},
    {name: "curves", title: "Learning curves"}, // drawn on a canvas, see below
    {name: "tasks", title: "Tasks", of: trial => trial.tasks.length > 0 || trial.forgetting.length > 0, body: tables.tasks},
    {name: "flow", title: "Gradient flow"},
    {name: "start", title: "Scale at the start", body: pictures.start},
    {name: "differences", title: "Finite differences against analytic gradients", body: pictures.differences},
    {name: "findings", title: "Findings", body: tables.findings},
    {name: "decisions", title: "Decisions of the pruner", of: trial => trial.decisions.length > 0, body: tables.decisions},
    {name: "probes", title: "What the generator makes of z", of: trial => trial.probes !== null, body: tables.probes},
    {name: "provenance", title: "Where it comes from", wide: true, body: tables.provenance},
    {name: "exports", title: "Exports"},
    {name: "spec", title: "Resolved spec", body: tables.spec},
];

export function trial(place, act) {
    place.className = "trial";
    const head = child(place, "div", "head");
    const grid = child(place, "div", "grid");
    const bodies = new Map(PANELS.map(panel => [panel.name, panelIn(grid, panel)]));
    const curves = measuredCurves(bodies.get("curves").body);
    let before = {};
    let measure = "norm";
    let precision = "float32";
    let files = null; // of the export
    let fault = null;

    function show(model, state) {
        const now = {trial: model.trial, sheet: model.sheet, fault: model.faults.trial, theme: state.theme, user: model.user};
        if (Object.keys(now).every(name => now[name] === before[name])) {
            return;
        }
        const [old, asked] = [before.trial, before.user];
        before = now;
        render(headOf(now, state, act), head);
        grid.hidden = !now.trial;
        if (now.trial && (now.trial !== old || now.user !== asked)) {
            showPanels(now.trial, old?.id !== now.trial.id || old.weights.where !== now.trial.weights.where);
        }
    }

    function showPanels(shown, other) {
        for (const {name, of, body} of PANELS) {
            const panel = bodies.get(name);
            panel.section.hidden = of ? !of(shown) : false;
            if (body && !panel.section.hidden) {
                render(body(shown, act, before.user), panel.body);
            }
        }
        curves.show(shown);
        showFlow(shown);
        if (other) {
            ask(shown);
        }
        showExports(shown);
    }

    function showFlow(shown) {
        render(pictures.flow(shown, measure, chosen => {
            measure = chosen;
            showFlow(before.trial);
        }), bodies.get("flow").body);
    }

    async function ask(shown) {
        files = fault = null;
        if (shown.weights.where === null) {
            return;
        }
        const wanted = `trials/${shown.id}/exports?precision=${precision}`;
        const answer = await act.ask(wanted).then(value => ({files: value, fault: null}), failure => ({files: null, fault: failure.message}));
        if (before.trial?.id === shown.id && wanted.endsWith(precision)) {
            ({files, fault} = answer);
            showExports(before.trial);
        }
    }

    function showExports(shown) {
        render(tables.exported(shown, files, fault, precision, chosen => {
            precision = chosen;
            ask(before.trial);
        }), bodies.get("exports").body);
    }

    return {
        show,
        close: () => {
            before = {};
            curves.close();
        },
    };
}

function headOf({trial: shown, sheet, fault}, state, act) {
    if (!shown) {
        return html`<h1>Trial</h1>${empty(fault ?? "Loading")}`;
    }
    const place = {experiment: shown.experiment, run: shown.run};
    const around = neighbours(sheet, shown);
    const planned = shown.epochsPlanned ?? shown.spec.training.epochs;
    return html`
        <div class="bar">
            <h1>Trial ${shown.number} of ${shown.experiment}, run ${shown.run}</h1>
            <span>${shown.role}</span>${word(shown.outcome ?? shown.state)}
            <span class="links">
                ${around.map(([name, other]) => other ? html`<a href=${link({...place, trial: other.id}, state)}>${name}</a>` : nothing)}
                ${shown.weights.where === null ? nothing : html`<a href=${link({...place, trial: shown.id, view: "explore"}, state)}>Explore</a>`}
                <a href=${link({...place, trials: [shown.id], view: "compare"}, state)}>Compare</a>
                <a download="trial-${shown.id}.json" href="api/v1/trials/${shown.id}">JSON</a>
            </span>
        </div>
        ${shown.detail ? html`<pre class="detail ${shown.outcome}" tabindex="0" aria-label="Why it did not complete">${shown.detail}</pre>` : nothing}
        ${tables.facts([
            ...Object.entries(shown.parameters),
            ["validation score", fixed(shown.validationScore, 4)],
            ["test score", shown.testScore === null ? "" : fixed(shown.testScore, 4) + (shown.difference === null ? "" : ` (${signed(shown.difference)} to plain)`)],
            ["test loss", significant(shown.testLoss)],
            ...Object.entries(shown.measures).map(([name, value]) => [name.replaceAll("-", " "), significant(value)]),
            ["epochs", `${count(shown.epochs)} of ${count(planned)}`],
            ["best epoch", count(shown.bestEpoch)],
            ["time", duration(shown.seconds)],
        ])}`;
}

// The trials before and after it in the run.
function neighbours(sheet, {id}) {
    const at = sheet ? sheet.trials.findIndex(each => each.id === id) : -1;
    return at < 0 ? [] : [["‹ previous", sheet.trials[at - 1]], ["next ›", sheet.trials[at + 1]]];
}
