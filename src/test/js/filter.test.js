import {is, same} from "./facts.js";
import {compile} from "../../main/resources/static/filter.js";

const {names, rows, cases} = JSON.parse(resource("io/weightloom/runner/sheet/filter-cases.json"));

const passed = test => rows.filter(row => test(name => row[name])).map(row => row.number);

export const aFilterLetsPassWhatItsTermsSay = () => cases.filter(each => each.numbers).forEach(({filter, numbers}) => {
    const {test, fault} = compile(filter, names);

    same([filter, passed(test), fault], [filter, numbers, null]);
});

export const whatIsWrongWithAFilterIsSaid = () => cases.filter(each => each.fault).forEach(({filter, fault}) =>
    same([filter, compile(filter, names).fault], [filter, fault]));

export const theRestOfAFaultyFilterStillCounts = () => {
    const {test, fault} = compile("z-dims=8 role=plain", names);

    is(fault, "There is no column z-dims.");
    same(passed(test), [4]);
};
