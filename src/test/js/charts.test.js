import {holds, is, same} from "./facts.js";
import {axesOf, brushOf, crossings, nearest, stretchesOf} from "../../main/resources/static/charts/axes.js";
import {band, fit} from "../../main/resources/static/charts/bands.js";
import {forestAxis, forestMarks, forestRows} from "../../main/resources/static/charts/forest.js";
import {AT_ONCE, some} from "../../main/resources/static/charts/lines.js";
import {bestFirst, nameOf} from "../../main/resources/static/charts/points.js";
import {short} from "../../main/resources/static/format.js";
import {axisOf, numbers, shortNumber, words} from "../../main/resources/static/charts/scales.js";
import {within} from "../../main/resources/static/sheet.js";

const near = (a, b) => holds(Math.abs(a - b) < 1e-9, `${a} is ${b}`);

// Scales

export const aLogarithmHasItsMiddleAtTheGeometricMean = () => {
    const axis = axisOf([1e-4, 1e-2, null], "number", "log");

    near(axis.place(1e-3), 0.5);
    near(axis.value(0.5), 1e-3);
};

export const whatALogarithmCannotHoldHasNoPlace = () => {
    const axis = axisOf([0, -1, 1, 100], "number", "log");

    [0, -1, null, NaN, ""].forEach(value => is(axis.place(value), null)); // same() would take infinity for null, as JSON does
    is(axis.low, 1);
};

export const valuesAllNegativeAreShownOnALinearAxis = () => is(axisOf([-2, -1], "number", "log").kind, "linear");

export const theEndsOfAnAxisAreItsLeastAndGreatestValueExactly = () => {
    const axis = axisOf([0.1, 0.7], "number", "log");

    same([axis.value(0), axis.value(1), axis.value(-3), axis.value(7)], [0.1, 0.7, 0.1, 0.7]);
};

export const aSingleValueLiesInTheMiddle = () => is(axisOf([4, 4], "number", "linear").place(4), 0.5);

export const wordsLieInTheOrderOfTheirNumbers = () => {
    const axis = axisOf(["conv-16", "conv-8", null, "conv-8"], "text");

    same(axis.words, ["conv-8", "conv-16"]);
    same([axis.place("conv-8"), axis.place("conv-16"), axis.place("conv-9"), axis.place(null)], [0.25, 0.75, null, null]);
    same([axis.value(0), axis.value(0.6), axis.value(1)], ["conv-8", "conv-16", "conv-16"]);
};

export const ticksAreRoundAndWithinTheAxis = () => {
    same(numbers(0, 1).ticks(5).map(tick => tick.value), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    same(numbers(1e-5, 1e-1, "log").ticks(5).map(tick => tick.text), ["1e-5", "1e-4", "0.001", "0.01", "0.1"]);
    for (const scale of ["linear", "log"]) {
        const ticks = numbers(0.13, 0.17, scale).ticks(4);
        holds(ticks.length > 1 && ticks.every(({at}) => at >= 0 && at <= 1), `${JSON.stringify(ticks)} are within`);
    }
};

export const betweenWholeNumbersThereIsNoTick = () =>
    same(axisOf([1, 3], "number", "linear").ticks(6).map(tick => tick.text), ["1", "2", "3"]);

export const ofManyWordsSomeAreNamed = () => is(words(Array.from({length: 100}, (_, i) => `w${i}`)).ticks(6).length, 6);

export const numbersAreShort = () =>
    same([0, 0.30000000000000004, 12345.6, 1e-7, 2.5e8].map(shortNumber), ["0", "0.3", "12,346", "1e-7", "2.5e8"]);

// Brushes

export const aBrushHoldsWhatLiesOnItsStretchDespiteItsRoundedEnds = () => {
    const values = Array.from({length: 4000}, (_, i) => 10 ** (-5 + i / 1000));
    const axis = axisOf(values, "number", "log");

    for (let from = 0; from < 1; from += 0.07) {
        const kept = brushOf(axis, from + 0.2, from);
        values.filter(value => axis.place(value) >= from && axis.place(value) <= from + 0.2)
            .forEach(value => holds(within(value, kept), `${value} is within ${JSON.stringify(kept)}`));
        holds(JSON.stringify(kept).length < 40, `${JSON.stringify(kept)} is short`);
    }
};

export const aBrushToTheEndOfAnAxisIsOpen = () => same(brushOf(numbers(1, 9), 0.5, 1.2), {low: 5, high: null}); // JSON has no infinity

export const aBrushOverWordsTakesThoseWhoseMiddleItHolds = () => {
    const axis = words(["a", "b", "c"]);

    const kept = brushOf(axis, 0.4, 0.9);

    same(kept, {values: ["b", "c"]});
    const [[low], [, high]] = stretchesOf(axis, kept);
    near(low, 1 / 3);
    near(high, 1);
};

const sheet = {
    parameters: [{name: "training.learning-rate", kind: "number", scale: "log"}, {name: "target.layers.1", kind: "number", scale: "linear"}, {name: "hypernet.chunk-size", kind: "number", scale: "linear"}],
    points: [
        {number: 1, role: "hypernetwork", whole: true, seeds: 2, completed: 2, validationScore: 0.8, testScore: 0.7, trainable: 10, bytes: 40, compressionRatio: 3, parameters: {"training.learning-rate": 0.001, "target.layers.1": 16, "hypernet.chunk-size": null}},
        {number: 4, role: "matched", whole: true, seeds: 2, completed: 2, validationScore: null, testScore: null, trainable: 20, bytes: 80, compressionRatio: 1, parameters: {"training.learning-rate": 0.1, "target.layers.1": 16, "hypernet.chunk-size": 8}},
        {number: 7, role: "hypernetwork", whole: true, seeds: 2, completed: 2, validationScore: 0.9, testScore: 0.6, trainable: 30, bytes: 120, compressionRatio: 2, parameters: {"training.learning-rate": 0.01, "target.layers.1": 16, "hypernet.chunk-size": 32}},
    ],
};

export const axesAreWhatPointsDifferIn = () => {
    const axes = axesOf(sheet, []);

    same(axes.map(({head, scale, missing}) => [head, scale, missing]), [
        ["learning-rate", "log", false], ["chunk-size", "linear", true], ["numbers trained", "log", false], ["ratio", "log", false], ["bytes", "log", false],
        ["test score", "linear", true], ["validation score", "linear", true]]);
    is(axesOf(sheet, ["training.learning-rate"])[0].axis.kind, "linear");
};

export const linesCrossAxesWherePointsHaveTheirValuesAndAreFoundThere = () => {
    const axes = axesOf(sheet, []).slice(0, 2);
    const places = crossings(sheet.points, axes);

    same([...places], [0, null, 1, 0, 0.5, 1]); // JSON has no NaN either
    is(nearest([0, 100], Float32Array.of(0, 0, 100, 100), [0, 1], 50, 97, 10), 1);
    is(nearest([0, 100], Float32Array.of(0, 0, 100, 100), [0, 1], 50, 50, 10), null);
    is(nearest([0, 100], Float32Array.of(0, 0, 100, 100), [0, 1], 180, 0, 10), null);
};

export const aSketchIsDrawnAtOnceAndKeepsItsLines = () => {
    const ids = Array.from({length: 5000}, (_, i) => i + 1);
    const rows = ids.map((_, i) => i);

    const sketch = some(rows, ids);
    const fewer = new Set(some(rows.slice(0, 2000), ids));

    holds(sketch.length > AT_ONCE * 0.9 && sketch.length < AT_ONCE * 1.1, `${sketch.length} are about ${AT_ONCE}`);
    holds(sketch.filter(row => row < 2000).every(row => fewer.has(row)), "lines of a larger set are those of a smaller one");
    same(some([3, 1], ids), [3, 1]);
};

// Curves

export const theMeanOfSeedsReachesAsFarAsHalfOfThemDo = () => {
    const {epochs, mean, low, high, seeds} = band([
        {epochs: [1, 2, 3, 4], values: [1, 2, 3, 4]}, {epochs: [1, 2, 3], values: [3, 4, 5]}, {epochs: [1], values: [2]}, {epochs: [], values: []}]);

    same(epochs, [1, 2, 3]);
    same(mean, [2, 3, 4]);
    same(seeds, [3, 2, 2]);
    near(high[1], 3 + Math.SQRT2);
    near(low[1], 3 - Math.SQRT2);
};

export const curvesOfOtherStridesMeetBetweenTheirEpochs = () => {
    const {epochs, mean} = band([{epochs: [1, 3, 5], values: [0, 2, 4]}, {epochs: [1, 2, 4, 5], values: [0, 1, 3, 4]}]);

    same(epochs, [1, 2, 3, 4, 5]);
    same(mean, [0, 1, 2, 3, 4]);
};

export const whatIsNoNumberIsLeftOutOfAMean = () => {
    const {epochs, mean, low} = band([{epochs: [1, 2], values: [1, null]}, {epochs: [1, 2], values: [3, 5]}]);

    same([epochs, mean, low[1]], [[1, 2], [2, 5], null]);
};

export const aBadBeginningDoesNotFlattenTheRest = () => {
    const epochs = Array.from({length: 20}, (_, i) => i + 1);
    const scores = {epochs, values: epochs.map(epoch => epoch === 1 ? -50 : 0.9 + epoch / 1000)};
    const losses = {epochs, values: epochs.map(epoch => epoch === 1 ? 1e6 : 1 / epoch)};

    const score = fit([scores], "validation-score");
    const loss = fit([losses], "train-loss");

    holds(score.low > 0.85 && score.high < 1 && !score.log, JSON.stringify(score));
    holds(loss.high < 1 && loss.low > 0 && loss.log, JSON.stringify(loss));
    is(fit([{epochs: [], values: []}], "train-loss"), null);
};

export const lossesThatTouchZeroStandOnNoLogarithm = () => is(fit([{epochs: [1, 2], values: [1, 0]}], "train-loss").log, false);

// Comparisons

const comparison = (point, difference, half, control = "plain") =>
    ({point, control, difference, low: half === null ? null : difference - half, high: half === null ? null : difference + half, pairs: 3, trials: [point]});

export const chosenPointsComeFirstAndWhatCannotBeToldLast = () => {
    const rows = forestRows([comparison(1, null, null), comparison(2, 0.1, 0.1), comparison(3, 0.3, 0.1), comparison(4, 0.2, 0.1, "matched")], new Set([1, 2, 3, 4]), [2], "");

    same(rows.map(row => row.point), [2, 3, 4, 1]);
    same(forestRows(rows, new Set([4, 3]), [], "matched").map(row => row.point), [4]);
};

export const aForestHoldsZeroAndCutsIntervalsThatDwarfTheOthers = () => {
    const rows = [comparison(1, 0.1, 0.05), comparison(2, 0.12, 0.04), comparison(3, 0.08, 0.03), comparison(4, 0.1, 40)];

    const axis = forestAxis(rows);
    const wide = forestMarks(rows[3], axis);

    holds(axis.low < 0 && axis.high < 1, `${axis.low} to ${axis.high}`);
    same([wide.cutLow, wide.cutHigh, wide.low, wide.high], [true, true, 0, 1]);
    same([forestMarks(rows[0], axis).cutHigh, forestMarks(comparison(5, null, null), axis)], [false, null]);
    is(forestMarks(comparison(6, 0.1, null), axis).low, null);
};

export const comparisonsWithoutAnyDifferenceStillHaveAnAxis = () => holds(forestAxis([comparison(1, 0, null)]).high > 0, "it has an extent");

// Points

export const pointsAreNamedByWhatTellsThemApart = () => {
    is(nameOf(sheet.points[1], sheet), "4 · matched · 20 numbers · learning-rate 0.1 · chunk-size 8");
    same(["hypernet.z-dim", "target.layers.1", "seed"].map(short), ["z-dim", "layers.1", "seed"]);
    same(bestFirst(sheet.points).map(point => point.number), [7, 1, 4]);
    const lucky = {...sheet.points[2], number: 9, validationScore: 0.99, completed: 1};
    same(bestFirst([...sheet.points, lucky]).map(point => point.number), [7, 1, 9, 4]);
};
