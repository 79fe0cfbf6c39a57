import {is, same} from "./facts.js";
import {contest, eligible, steps, heights} from "../../main/resources/static/steps.js";

const point = (number, trainable, validationScore, front, more = {}) => ({
    number, trainable, validationScore, whole: true, seeds: 2, completed: 2, bytes: 4 * trainable, theta: 100, compressionRatio: 100 / trainable,
    frontTrainable: front, frontRatio: front, frontBytes: front, parameters: {}, ...more,
});

const POINTS = [point(1, 10, 0.7, "on"), point(2, 20, 0.6, "off"), point(3, 50, 0.9, "on")];

export const aStepIsLevelUntilTheNextPointAndThenToTheEdge = () => same(
        steps(POINTS, "trainable", [5, 100])[0].corners, [[10, 0.7], [50, 0.7], [50, 0.9], [100, 0.9]]);

export const overRatiosTheStepsGoTheOtherWay = () => same(
        steps(POINTS, "ratio", [1, 20])[0].corners, [[1, 0.9], [2, 0.9], [2, 0.7], [10, 0.7]]);

export const pointsOfWhichASeedDidNotCompleteAreLeftOut = () => {
    const points = [...POINTS, point(4, 60, 0.95, "on", {whole: false}), point(5, 70, null, "on"), point(6, 80, 0.99, "on", {completed: 1})];

    same(eligible(points, "trainable").map(each => each.number), [1, 2, 3]);
    same(steps(points, "trainable", [5, 100])[0].points.map(each => each.number), [1, 3]);
};

export const eachDataHasAFrontOfItsOwn = () => {
    const lines = steps([point(1, 10, 0.7, "on", {parameters: {"data.name": "b"}}), point(2, 10, 0.6, "on", {parameters: {"data.name": "a"}})], "trainable", [5, 100]);

    same(lines.map(line => line.contest), ["data.name a", "data.name b"]);
};

export const ratiosOfDifferentTargetsAreNoContest = () => {
    is(contest(POINTS[0], "trainable"), "");
    is(contest(POINTS[0], "ratio"), "Θ 100");
};

export const withoutAFrontThereIsNoLine = () => same(steps([point(1, 10, 0.7, "off")], "trainable", [5, 100]), []);

export const intervalsDoNotPressTheMeansOfAFrontTogether = () => {
    const point = (validationScore, validationLow = null, validationHigh = null) => ({validationScore, validationLow, validationHigh});

    const shown = (...points) => {
        const {edges: [low, high], cut} = heights(points);
        return [low.toFixed(3), high.toFixed(3), cut];
    };

    same(shown(point(0.8, 0.75, 0.85), point(0.9, 0.875, 0.925)), ["0.740", "0.935", 0]);
    same(shown(point(0.5, -1, 2), point(1, 0.75, 1.25)), ["-0.090", "1.590", 1]);
    same(shown(point(0.5, 0.25, 0.75)), ["0.220", "0.780", 0]);
    same(shown(point(0.5)), ["0.498", "0.502", 0]);
};
