import {is, same} from "./facts.js";
import {endedBy, forgetting, outdated, told} from "../../main/resources/static/answers.js";

const model = {sheet: 1, curves: "of run 1", trial: "of trial 3", faults: {trial: "none", page: "down"}};
const paths = {curves: "runs/1/curves?trials=1", trial: "trials/3"};

export const whatWasAnsweredOfAnotherRunIsGoneAndSoIsItsFault = () => {
    const after = forgetting(model, paths, {curves: "runs/2/curves?trials=1", trial: "trials/3"});

    same([after.curves, after.trial, after.sheet], [undefined, "of trial 3", 1]);
    same(forgetting(model, paths, {}).faults, {trial: null, curves: null, page: "down"});
};

export const whileTheSameIsAskedForTheModelIsTheSame = () => is(forgetting(model, paths, {...paths, history: "h"}), model);

export const aRequestThatFailsLeavesWhatWasThereBesideItsFault = () => {
    const after = {...model, ...told(model, "curves", {value: undefined, fault: "busy"})};

    same([after.curves, after.faults.curves, after.faults.page], ["of run 1", "busy", "down"]);
    is(outdated({...after, faults: {curves: "busy"}}), "busy");
    is(outdated({...after, faults: {curves: null, history: "none"}}), null);
    same(told(after, "curves", {value: "new", fault: null}), {curves: "new", faults: {trial: "none", page: "down", curves: null}});
};

export const trialsThatEndedAtAWorkerAreThoseOfAllOutcomes = () => {
    is(endedBy({"weightloom.trials.completed.count": 3, "weightloom.trials.failed.count": 1, "weightloom.trials.active.value": 2, "weightloom.steps.count": 12}), 4);
    is(endedBy({}), 0);
};
