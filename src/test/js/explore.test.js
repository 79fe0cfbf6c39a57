import {is, same, holds} from "./facts.js";
import {fineness, lastOnly} from "../../main/resources/static/explore-asking.js";
import {begin, placed, query, reach, read, ways, whyNot, write, zOf} from "../../main/resources/static/explore-moves.js";

const LEARNED = {condition: "learned", zDim: 3, tasks: 1, z: [[0.5, -1, 2]], descriptor: null};
const TASKS = {condition: "per-task", zDim: 2, tasks: 3, z: [[0, 1], [1, 0], [1, 1]], descriptor: null};
const DESCRIBED = {condition: "descriptor", zDim: 2, tasks: 5, z: [], descriptor: {width: 2, from: [0, -1], to: [4, 1]}};
const NOTHING = {condition: "none", zDim: 0, tasks: 1, z: [], descriptor: null};

export const eachConditionIsMovedInItsOwnWays = () => {
    same([LEARNED, TASKS, DESCRIBED, NOTHING].map(condition => ways(condition).map(way => way.name)),
        [["dimensions"], ["dimensions", "between", "task"], ["descriptor", "dimensions", "task"], []]);
    is(whyNot(LEARNED), null);
    holds(whyNot(NOTHING) !== null, "it is said why nothing moves");
};

export const oneBeginsAtWhatWasTrained = () => {
    is(query(LEARNED, begin(LEARNED, "dimensions")), "z=0.5,-1,2");
    is(query(DESCRIBED, begin(DESCRIBED, "descriptor")), "descriptor=2,0");
    is(query(NOTHING, begin(NOTHING, "")), "");
};

export const otherDimensionsMoveFromWhatWasTrained = () => {
    const at = placed(LEARNED, {...begin(LEARNED, "dimensions"), x: 9, y: 8}, {i: 2});

    same([at.i, at.x, at.y], [2, 2, 8]);
    same(zOf(LEARNED, at), [0.5, 8, 2]);
};

export const betweenTwoTasksLiesALine = () => same(zOf(TASKS, {way: "between", a: 0, b: 1, t: 0.25}), [0.25, 0.75]);

export const slidersReachBeyondWhatWasTrained = () => holds(reach(LEARNED, 2) > 2, "the own value is within reach");

export const whereOneStandsIsWrittenAndRead = () => {
    for (const [condition, at] of [[LEARNED, {way: "dimensions", task: 0, i: 2, j: 0, x: 0.25, y: -3}], [TASKS, {way: "between", a: 2, b: 0, t: 1.5}],
        [TASKS, {way: "task", task: 1}], [DESCRIBED, {way: "descriptor", values: [1, 0.5]}]]) {
        same(read(condition, write(at)), at);
    }
};

export const nonsenseIsReadAsTheBeginning = () => {
    const usual = begin(TASKS, "dimensions");

    for (const list of [[], ["descriptor", "1"], ["dimensions", "0", "5", "0", "1", "1"], ["between", "0", "7", "0"], ["task", "x"]]) {
        same(read(TASKS, list), usual);
    }
};

// What browsers have, and the language alone has not.
globalThis.AbortController ??= class {
    signal = {aborted: false};

    abort() {
        this.signal.aborted = true;
    }
};

/** Questions as they are sent, and how each is answered. */
function server() {
    const sent = [];
    return {sent, ask: (question, signal) => new Promise((answer, fail) => sent.push({question, signal, answer, fail}))};
}

// Promises that are kept tell so one after the other.
const soon = async () => {
    for (let i = 0; i < 5; i++) {
        await null;
    }
};

export const onlyTheLastMoveWaits = async () => {
    const {sent, ask} = server();
    const told = [];
    const asking = lastOnly(ask, (question, answer) => told.push([question, answer]), () => 0);
    [1, 2, 3, 4].forEach(asking.want);

    same(sent.map(each => each.question), [1]);
    sent[0].answer("one");
    await soon();
    same(sent.map(each => each.question), [1, 4]);
    sent[1].answer("four");
    await soon();

    same(told, [[1, "one"], [4, "four"]]);
    is(asking.busy(), false);
};

export const whatIsClosedIsEndedAndTellsNothing = async () => {
    const {sent, ask} = server();
    const told = [];
    const asking = lastOnly(ask, question => told.push(question), () => 0);
    asking.want(1);
    asking.want(2);
    asking.close();
    sent[0].answer("late");
    await soon();

    same(told, []);
    is(sent.length, 1);
    is(sent[0].signal.aborted, true);
};

export const picturesBecomeCoarserUntilMovesAreFluid = () => {
    const fine = fineness();
    const first = fine.moving();
    fine.took(400);
    holds(fine.moving() < first, "a slow answer makes it coarser");
    for (let i = 0; i < 100; i++) {
        fine.took(4);
    }
    is(fine.moving(), first);
    is(fine.resting(), 64);
};
