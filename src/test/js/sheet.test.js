import {is, same, holds} from "./facts.js";
import {columnsOf, differing, foremost, goesOn, headOf, merged, moved, ordered, shown, valueOf} from "../../main/resources/static/sheet.js";
import {read} from "../../main/resources/static/state.js";

const TRIAL = ["number", "id", "role", "point", "state", "outcome", "epochs", "validationScore", "z-dim", "seed"];
const POINT = ["number", "role", "seeds", "completed", "whole", "outcome", "validationScore", "z-dim"];
const COLUMNS = ["number", "role", "z-dim", "seed", "validationScore", "outcome"]
        .map(name => ({name, head: name, path: name, format: "text", number: name !== "role"}));

const answer = (revision, whole, trials, points) => ({
    experiment: "glyphs", description: "", run: {id: 3, state: "running"}, revision, whole, columns: COLUMNS,
    parameters: [{name: "z-dim", kind: "number", scale: "log"}, {name: "seed", kind: "number", scale: "linear"}],
    trials: {columns: TRIAL, rows: trials}, points: {columns: POINT, rows: points},
});

const FIRST = answer("1", true, [
    [1, 11, "hypernetwork", 1, "ended", "completed", 9, 0.9, 4, 7],
    [2, 12, "hypernetwork", 1, "running", null, 2, null, 4, 8],
    [3, 13, "hypernetwork", 3, "ended", "completed", 9, 0.8, 8, 7],
    [4, 14, "hypernetwork", 3, "ended", "completed", 9, 0.82, 8, 8],
    [5, 15, "plain", 5, "ended", "diverged", 1, null, null, 7],
], [[1, "hypernetwork", 2, 1, false, null, 0.9, 4], [3, "hypernetwork", 2, 2, true, "completed", 0.81, 8], [5, "plain", 1, 0, true, "diverged", null, null]]);

const sheet = merged(null, FIRST);
const numbers = rows => rows.map(row => `${row.id === undefined ? "p" : "t"}${row.number}`).join(" ");
const rowsAt = hash => numbers(shown(sheet, read(hash)).rows);

export const whatDidNotChangeStaysTheSameObject = () => {
    const next = merged(sheet, answer("2", false, [[2, 12, "hypernetwork", 1, "running", null, 3, null, 4, 8]], []));

    is(next.trialOf.get(2).epochs, 3);
    is(next.trialOf.get(1), sheet.trialOf.get(1));
    is(next.points, sheet.points);
    is(next.trials.length, 5);
};

export const theSameRevisionIsTheSameSheet = () => is(merged(sheet, answer("1", false, [], [])), sheet);

export const aWholeSheetLeavesOutWhatIsNoMore = () => {
    const next = merged(sheet, answer("2", true, FIRST.trials.rows.slice(0, 4), FIRST.points.rows.slice(0, 2)));

    same([next.trials.length, next.points.length], [4, 2]);
    is(next.trialOf.get(4), sheet.trialOf.get(4));
};

export const anotherRunIsNoChangeOfThisOne = () => {
    const other = merged(sheet, {...answer("1", true, FIRST.trials.rows.slice(0, 1), []), run: {id: 4}});

    same([other.run.id, other.trials.length], [4, 1]);
};

export const sweptParametersStandApart = () => {
    same(sheet.trials[0].parameters, {"z-dim": 4, seed: 7});
    is(valueOf(sheet.trials[0], "z-dim"), 4);
    is(valueOf(sheet.points[2], "z-dim"), null);
    same(columnsOf(sheet).filter(column => column.parameter).map(column => column.name), ["z-dim", "seed"]);
};

export const columnsInWhichRowsDiffer = () => {
    same([...differing(sheet)].sort(), ["number", "outcome", "role", "seed", "validationScore", "z-dim"]);
    holds(!differing(sheet, "points").has("seed"), "points have no seed");
};

export const pointsUnfoldToTheirTrials = () => {
    is(rowsAt(""), "p1 p3 p5");
    is(rowsAt("#open=3"), "p1 p3 t3 t4 p5");
    is(rowsAt("#group=trial"), "t1 t2 t3 t4 t5");
};

export const whatIsMissingIsLastInEitherDirection = () => {
    is(rowsAt("#sort=validationScore"), "p3 p1 p5");
    is(rowsAt("#sort=-validationScore"), "p1 p3 p5");
    is(rowsAt("#group=trial&sort=-validationScore"), "t1 t4 t3 t2 t5");
};

export const textsThatAreNumbersSortAsNumbers = () => {
    const rows = ["10", "9", "1e3"].map((z, i) => ({number: i, parameters: {z}}));

    same(ordered(rows, "z").map(row => row.parameters.z), ["9", "10", "1e3"]);
};

export const filterBrushAndTopAllHaveToHold = () => {
    is(rowsAt("#filter=role%3Dhypernetwork"), "p1 p3");
    is(rowsAt("#brush=z-dim:5.."), "p3");
    is(rowsAt("#brush=role:plain|matched"), "p5");
    is(rowsAt("#top=1"), "p3"); // of the first a seed is still to come
    is(rowsAt("#top=2"), "p1 p3");
    is(rowsAt("#top=1&brush=z-dim:5.."), "p3");
    is(rowsAt("#group=trial&filter=seed%3D8"), "t2 t4");
};

export const anotherOrderKeepsTheSamePoints = () => {
    const one = shown(sheet, read("#sort=validationScore"));
    const other = shown(sheet, read("#sort=-validationScore"));

    is(one.kept, other.kept);
    is(shown(sheet, read("#sort=validationScore")), one);
};

export const anEventMovesItsRunAlone = () => {
    const experiments = [{name: "a", runs: [{id: 1, state: "running"}, {id: 2, state: "completed"}]}, {name: "b", runs: []}];

    const after = moved(experiments, {experiment: "a", run: 1, revision: "9", state: "completed", counts: {}, progress: null});

    is(after[0].runs[0].state, "completed");
    is(after[0].runs[1], experiments[0].runs[1]);
    is(after[1], experiments[1]);
};

export const aRunAtWorkGoesBeforeALaterOne = () => {
    is(foremost({runs: [{id: 5, state: "completed"}, {id: 3, state: "running"}]}).id, 3);
    is(foremost({runs: [{id: 5, state: "completed"}, {id: 3, state: "failed"}]}).id, 5);
    is(foremost({runs: []}), undefined);
};

export const rowsOfOtherKindsAreNotMixed = () => {
    const texts = {...answer("2", false, [], []), parameters: [{name: "z-dim", kind: "text", scale: "linear"}, {name: "seed", kind: "number", scale: "linear"}]};

    holds(!goesOn(sheet, texts), "numbers that have become texts are asked for as a whole");
    holds(goesOn(sheet, {...texts, whole: true}), "a whole sheet replaces all");
    holds(goesOn(sheet, answer("2", false, [], [])), "rows of the same kinds go on");
};

export const theLastPartOfAParametersNameStandsOverItsColumnWhereItMeansOneAlone = () => {
    const column = (name, parameter) => ({name, head: name, parameter});
    const columns = [column("number"), column("hypernet.z-dim", true), column("data.name", true), column("target.name", true), column("target.layers.1", true)];

    same(columns.map(each => headOf(each, columns, true)), ["point", "z-dim", "data.name", "target.name", "layers.1"]);
    is(headOf(columns[0], columns, false), "number");
};
