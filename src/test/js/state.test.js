import {is, same, holds} from "./facts.js";
import {LONGEST, link, pinned, read, title, write} from "../../main/resources/static/state.js";

const usual = read("");

export const anOldLinkStillShowsItsTrial = () => {
    const state = read("#experiment=glyph-compression&run=3&trial=17");

    same([state.view, state.experiment, state.run, state.trial], ["trial", "glyph-compression", "3", "17"]);
};

export const whatIsAsUsualStandsInNoAddress = () => is(write(usual).hash, "");

export const whatIsWrittenIsRead = () => {
    const state = {...usual, view: "experiment", experiment: "a, b: c|d & e=%", run: "3", axis: "ratio", chosen: [3, 1, 12], hide: ["training.learning-rate", "z"],
        brush: {"hypernet.z-dim": {low: 4, high: 16}, "data.name": {values: ["a|b", "c,d"]}, "training.learning-rate": {low: 1e-7, high: Infinity}}};

    const again = read(write(state).hash);

    same({...again, brush: {}}, {...state, brush: {}});
    same(again.brush["data.name"], {values: ["a|b", "c,d"]});
    is(again.brush["hypernet.z-dim"].high, 16);
    is(again.brush["training.learning-rate"].low, 1e-7);
    is(again.brush["training.learning-rate"].high, Infinity);
};

export const noAddressIsTooLongAndWhatWasCutIsSaid = () => {
    const state = {...usual, view: "experiment", run: "3", chosen: Array.from({length: 5000}, (_, i) => i + 1), filter: "x".repeat(500)};

    const {hash, cut} = write(state);

    holds(hash.length <= LONGEST, `${hash.length} is at most ${LONGEST}`);
    same(cut, ["chosen"]);
    holds(read(hash).chosen.length > 100, "the beginning of the list is kept");
};

export const aValueThatNobodyKnowsIsAsUsual = () => {
    const state = read("#run=3&axis=weight&group=seed&chosen=1,x,2.5,7,7&top=-3&nonsense=1");

    same([state.axis, state.group, state.chosen, state.top], ["trainable", "point", [1, 7], 0]);
};

export const aLinkGoesToOnePlaceAndKeepsTheTheme = () => is(link({run: "4"}, {theme: "dark", filter: "ratio>4"}), "#run=4&theme=dark");

export const theTitleSaysWhatIsShown = () => is(
        title(read("#experiment=glyphs&run=3"), {sheet: {experiment: "glyphs", run: {id: 3}, trials: []}}), "run 3 · glyphs · Weightloom");

export const whoChoosesInTheLatestRunStaysInIt = () => {
    const sheet = {experiment: "glyphs", run: {id: 3}};
    const state = read("#experiment=glyphs");

    is(write(pinned(state, {chosen: [4]}, sheet)).hash, "#experiment=glyphs&run=3&chosen=4");
    is(write(pinned(state, {brush: {"z-dim": {low: 1, high: 2}}}, sheet)).hash, "#experiment=glyphs&run=3&brush=z-dim:1..2");
    same([pinned(state, {chosen: []}, sheet).run, pinned(state, {sort: "number"}, sheet).run, pinned(state, {chosen: [4]}, null).run], ["", "", ""]);
    is(pinned({...state, run: "2"}, {chosen: [4]}, sheet).run, "2");
};
