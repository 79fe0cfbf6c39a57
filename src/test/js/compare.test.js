import {is, same, holds} from "./facts.js";
import {differences, keyOf, mean, pairing, sidesOf} from "../../main/resources/static/compare-sides.js";
import {curvesOf, metricsOf} from "../../main/resources/static/stored.js";

const NONE = {trials: [], runs: [], chosen: []};

const SHEET = {experiment: "glyphs", run: {id: 3},
    pointOf: new Map([[1, {number: 1, role: "hypernetwork", parameters: {"hypernet.z-dim": 4}}]]),
    trialsOf: new Map([[1, [{id: 11}, {id: 12}]]])};

export const aPointIsASideOfItsTrials = () => {
    const [side] = sidesOf({...NONE, chosen: [1, 9]}, {sheet: SHEET});

    same([side.title, side.ids, side.point.number], ["hypernetwork: z-dim 4", [11, 12], 1]);
    is(keyOf({...NONE, chosen: [1]}), "chosen");
};

export const trialsThatAreNamedGoBeforePoints = () => {
    const sides = sidesOf({...NONE, trials: ["11", "30"], chosen: [1]}, {sheet: SHEET, "trial 11": {experiment: "glyphs", run: 3, number: 1}});

    same(sides.map(side => [side.title, side.ids]), [["glyphs, run 3, trial 1", [11]], ["trial 30", [30]]]);
};

export const aRunIsASideOfItsBestPoint = () => {
    const experiments = [{name: "glyphs", runs: [{id: 3, best: {trials: [2, 4]}}, {id: 2, best: null}]}];
    const sheet = {trials: {columns: ["number", "id"], rows: [[1, 11], [2, 12], [3, 13], [4, 14]]},
        points: {columns: ["number", "completed", "testScore", "testLow", "testHigh"], rows: [[1, 2, 0.5, 0.4, 0.6], [2, 2, 0.9, 0.85, 0.95]]}};
    const [now, before] = sidesOf({...NONE, runs: ["3", "2"]}, {experiments, "sheet 3": sheet});

    same(now.ids, [12, 14]);
    same([now.point.testScore, now.point.testLow, now.point.testHigh, now.point.completed], [0.9, 0.85, 0.95, 2]);
    same([before.ids, before.point], [[], null]);
};

export const tooManyTrialsAreCut = () => {
    const many = {...SHEET, trialsOf: new Map([[1, Array.from({length: 100}, (_, id) => ({id}))]])};
    const [side] = sidesOf({...NONE, chosen: [1]}, {sheet: many});

    same([side.ids.length, side.cut], [40, true]);
};

export const onlySettingsThatDifferAreShown = () => {
    const specs = [{seed: 1, target: {layers: [2, 3]}, hypernet: {"z-dim": 2}}, {seed: 2, target: {layers: [2, 3]}}, null];

    same(differences(specs, false), [{path: "hypernet.z-dim", values: ["2", null, null]}]);
    same(differences(specs, true).map(each => each.path), ["hypernet.z-dim", "seed"]);
};

export const aMeanIsOfWhatIsKnown = () => {
    is(mean([1, null, 3]), 2);
    is(mean([null]), null);
};

const CURVES = {epochs: [[1, 2], [1, 5, 9]], values: {"train-loss": {1: [0, [0.5, 0.25]], 2: [1, [3, null, 1]]}, "validation-score": {1: [0, [0.1, 0.2]]}}};

export const aFileHasTheCurvesThatAreAskedFor = () => {
    const asked = text => curvesOf(CURVES, new URLSearchParams(text));

    same(asked("trials=2,1,7&measure=train-loss&points=400").curves, [{trial: 2, epochs: [1, 5, 9], values: [3, null, 1]}, {trial: 1, epochs: [1, 2], values: [0.5, 0.25]}]);
    same(asked("trials=2").curves, []);
};

export const aTrialsMetricsAreItsCurves = () => {
    same(metricsOf({...CURVES, values: {...CURVES.values, "validation-loss": {}, "learning-rate": {}}}, 1),
        [{epoch: 1, validationScore: 0.1, validationLoss: null, trainLoss: 0.5, learningRate: null}, {epoch: 2, validationScore: 0.2, validationLoss: null, trainLoss: 0.25, learningRate: null}]);
    same(metricsOf(CURVES, 9), []);
    holds(metricsOf(CURVES, 9).length === 0, "a trial without an epoch has none");
};

export const pairsWithoutADifferenceAreNoZeros = () => {
    const {known, waiting, verdict} = pairing({pairs: [{seed: 7, difference: 0.1}, {seed: 8, difference: null}, {seed: 9, difference: 0.2}], sameData: true, low: 0.01, high: 0.3});

    same([known.map(pair => pair.seed), waiting, verdict], [[7, 9], 1, "better"]);
    is(pairing({pairs: [], sameData: true, low: null, high: null}).verdict, "");
};

export const scoresOfDifferentDataAreNoContest = () =>
    holds(pairing({pairs: [], sameData: false, low: 0.1, high: 0.3}).verdict.includes("different data"), "neither is better");
