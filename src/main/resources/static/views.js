// The one list of what the page shows. A view is a module that exports
//
//     export function NAME(place, act) { ...; return {show(model, state), close()}; }
//     export const needs = (state, model) => ({comparisons: `runs/${model.sheet.run.id}/comparisons`}); // if it needs more
//
// `place` is an element that it owns. `show` is called whenever the model or the state changes, and does nothing for what
// did not change (compare by ===). What `needs` names is asked for below api/v1 and stands in the model under that name
// (undefined until it is there; model.faults has why it is not). `model`: {experiments, experiment, sheet, shown, hovered,
// live, operations (on runs, that the server allows), faults}; see sheet.js for the sheet and what is shown of it, state.js for the state. `act`:
// go(changes) makes an entry in the history, replace(changes) does not, hover(point's number | null) highlights in all
// views, ask(path, signal?) promises an answer, say(sentence) tells the user.
//
// To add a view: import it here, and add one line to one of the two tables.

import * as experiments from "./experiments.js";
import * as experiment from "./experiment.js";

import * as comparisons from "./charts/comparisons.js";
import * as curves from "./charts/curves.js";
import * as compare from "./compare.js";
import * as explore from "./explore.js";
import * as front from "./front.js";
import * as history from "./charts/history.js";
import * as importance from "./charts/importance.js";
import * as parallel from "./charts/parallel.js";
import * as slice from "./charts/slice.js";
import * as table from "./table.js";
import * as trial from "./trial.js";

/** What fills the page, by the state's `view`. */
export const PLACES = {
    experiments: {view: experiments.experiments, needs: experiments.needs},
    experiment: {view: (place, act) => experiment.experiment(place, act, PANELS), needs: panelNeeds},
    trial: {view: trial.trial, needs: trial.needs},
    explore: {view: explore.explore, needs: explore.needs},
    compare: {view: compare.compare, needs: compare.needs},
};

/** What stands in the grid of an experiment, in this order. */
export const PANELS = [
    {name: "front", title: "What compression costs", view: front.front},
    {name: "curves", title: "Learning curves", view: curves.curves, needs: curves.needs},
    {name: "parallel", title: "Parameters and scores", wide: true, view: parallel.parallel},
    {name: "importance", title: "What decides", view: importance.importance, needs: importance.needs},
    {name: "slice", title: "A parameter against the score", view: slice.slice},
    {name: "table", title: "Points and trials", wide: true, view: table.table, needs: table.needs},
    {
        name: "comparisons",
        title: "Hypernetworks against their controls",
        wide: true,
        view: comparisons.comparisons,
        needs: comparisons.needs,
    },
    {name: "history", title: "Over the runs", wide: true, view: history.history, needs: history.needs},
];

function panelNeeds(state, model) {
    return Object.assign({}, ...PANELS.map(panel => panel.needs?.(state, model) ?? {}));
}
