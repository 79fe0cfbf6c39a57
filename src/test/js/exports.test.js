import {is, same} from "./facts.js";
import {cell, csv, json} from "../../main/resources/static/exports.js";

const cases = JSON.parse(resource("io/weightloom/runner/table/csv-cases.json"));

const columns = ["number", "z-dim", "validationScore"].map(name => ({name}));
const trial = {number: 1, id: 11, validationScore: 0.123456789, parameters: {"z-dim": 'a "b", c'}};
const point = {number: 1, trials: [1, 2], validationScore: 0.5, validationLow: 0.4, validationHigh: 0.6, parameters: {"z-dim": null}};

export const trialsAreWrittenInFullInTheColumnsThatAreShown = () => is(
        csv([trial], columns), 'number,z-dim,validationScore,id\r\n1,"a ""b"", c",0.123456789,11\r\n');

export const pointsHaveTheirIntervalsAndTrials = () => is(csv([point, trial], columns),
        'kind,number,z-dim,validationScore,validationLow,validationHigh,trials\r\npoint,1,,0.5,0.4,0.6,1 2\r\ntrial,1,"a ""b"", c",0.123456789,,,\r\n');

export const jsonSaysTheSame = () => same(JSON.parse(json([trial], columns)), [{number: 1, "z-dim": 'a "b", c', validationScore: 0.123456789, id: 11}]);

export const textsStandInCellsAsInTheServersTables = () =>
    cases.forEach(({text, cell: expected}) => is(cell(text), expected));

export const whatASpreadsheetWouldEvaluateIsText = () => is(
        csv([{...trial, parameters: {"z-dim": "=1+2"}}, {...trial, validationScore: -0.5}], columns).split("\r\n").slice(1, 3).join(" "), `1,'=1+2,0.123456789,11 1,"a ""b"", c",-0.5,11`);
