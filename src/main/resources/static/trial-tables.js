// What of a trial is best read as words and numbers: tasks and what was forgotten, decisions, findings, provenance, the
// command that trains it again, exports, the resolved spec.

import {html, nothing} from "./dom.js";
import {count, significant} from "./format.js";
import {empty, word} from "./parts.js";
import {commandOf, forgettingCells, serverOf, settings} from "./trial-layout.js";

const head = columns => html`<thead><tr>${columns.map(([name, number]) => html`<th scope="col" class=${number ? "number" : ""}>${name}</th>`)}</tr></thead>`;

const region = (name, table) => html`<div class="scroll low" tabindex="0" role="region" aria-label=${name}>${table}</div>`;

/** Names with what is known of them, without what is not. */
export const facts = pairs => html`<dl class="known">${pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** How each task did, and what was forgotten of it. */
export function tasks(trial) {
    const {tasks: all, forgetting} = trial;
    const errors = all.some(task => task.meanSquaredError !== null);
    return html`
        ${forgetting.length > 0 ? [matrix(forgetting, "score", "Score"), ...(errors ? [matrix(forgetting, "meanSquaredError", "Mean squared error")] : [])] : nothing}
        ${all.length > 0 ? region("Scores of tasks", html`<table>
            ${head([["task", true], ["score", true], ["loss", true], ...(errors ? [["mean squared error", true]] : [])])}
            <tbody>${all.map(task => html`<tr><td class="number">${task.task}</td><td class="number">${significant(task.score)}</td><td class="number">${significant(task.loss)}</td>
                ${errors ? html`<td class="number">${significant(task.meanSquaredError)}</td>` : nothing}</tr>`)}</tbody></table>`) : nothing}`;
}

function matrix(forgetting, measure, title) {
    const {tasks: numbers, rows, lost} = forgettingCells(forgetting, measure);
    return html`<h3>${title} of each task after each that was learned</h3>
        ${region(`${title} after each task`, html`<table class="heat">
            ${head([["after task", false], ...numbers.map(task => [`task ${task}`, true])])}
            <tbody>${rows.map(row => html`<tr><th scope="row">${row.learned}</th>${row.cells.map(({value, shade}) =>
                html`<td class="number ${shade === null ? "heat-none" : `heat-${shade}`}">${value === null ? "not finite" : significant(value, 3)}</td>`)}</tr>`)}
                <tr><th scope="row">lost since its best</th>${lost.map(value => html`<td class="number">${value === null ? "" : significant(value, 3)}</td>`)}</tr></tbody></table>`)}`;
}

/** What pruning decided, rung by rung. */
export const decisions = trial => html`<table>
    ${head([["rung", true], ["epoch", true], ["decision", false], ["reason", false]])}
    <tbody>${trial.decisions.map(each => html`<tr><td class="number">${count(each.rung)}</td><td class="number">${count(each.epoch)}</td><td>${word(each.decision)}</td><td>${each.reason}</td></tr>`)}</tbody></table>`;

/** What the trained generator makes of z. */
export const probes = ({probes: found}) => facts([
    ["verdict", word(found.verdict)],
    ["movement of the weights with z", significant(found.movement)],
    ["share of their power that is constant", significant(found.constantShare)],
    ["effective rank", significant(found.effectiveRank)],
    ["samples of z", count(found.samples)],
    ["share that is the residual", found.residualShare === null ? null : significant(found.residualShare)],
]);

/** Every finding of the verification. */
export function findings(trial) {
    if (trial.findings.length === 0) {
        return empty("Nothing was verified yet.");
    }
    const bad = trial.findings.filter(finding => finding.verdict !== "ok");
    return html`<p>${count(trial.findings.length - bad.length)} of ${count(trial.findings.length)} findings are ok.</p>
        ${bad.map(finding => html`<p>${word(finding.verdict)} ${finding.message}</p>`)}
        <details><summary>All findings</summary>${region("All findings", html`<table class="wrap">
            ${head([["check", false], ["subject", false], ["verdict", false], ["message", false]])}
            <tbody>${trial.findings.map(finding => html`<tr><td>${finding.check}</td><td>${finding.subject}</td><td>${word(finding.verdict)}</td><td class="wide">${finding.message}</td></tr>`)}</tbody></table>`)}</details>`;
}

/** Where the numbers come from, and how to get them again. */
export function provenance(trial, act, user) {
    const own = trial.provenance ?? {};
    const command = commandOf(trial, serverOf(location), user);
    return html`${facts([
        ["trial hash", html`<code>${trial.hash}</code>`],
        ["trained as", trial.reusedFrom],
        ["host", trial.host], ["compute key", trial.computeKey],
        ["weights", trial.weights.sentence],
        ["runner", own.runner && `${own.runner}, commit ${own.commit.slice(0, 12)}`],
        ["Java", own.jdk], ["machine", own.cpu && `${own.cpu}, ${own.os}`], ["natives", own.natives],
        ["data", own.dataFingerprint && html`<code>${own.dataFingerprint}</code>`],
    ])}
    ${command === null ? html`<p>It is a control: the experiment that it was compared in trains it again.</p>` : html`
        <p>On the same data, version and natives, this trains it again, bit for bit, under the same hash${
            location.protocol === "file:" ? ", once a runner serves the database that it came from" : ""}:</p>
        <div class="command"><pre tabindex="0" aria-label="The command that reproduces it"><code>${command}</code></pre>
            <button type="button" @click=${() => navigator.clipboard.writeText(command).then(() => act.say("The command was copied."), () => act.say("The browser does not let the command be copied."))}>Copy</button></div>`}`;
}

const PRECISIONS = ["float32", "float16", "int8"];

/** The trained network as files of other tools. */
export function exported(trial, answer, fault, precision, choose) {
    if (trial.weights.where === null) {
        return html`<p class="quiet">${trial.weights.sentence}</p>`;
    }
    if (!answer) {
        return html`<p class="quiet">${fault ?? "Asking which files there are"}</p>`;
    }
    return html`
        <div class="controls"><label>Numbers as <select aria-label="Precision of exported numbers" @change=${event => choose(event.target.value)}>
            ${PRECISIONS.map(each => html`<option .selected=${each === precision}>${each}</option>`)}</select></label></div>
        ${region("Files to download", html`<table>${head([["file", false], ["bytes", true]])}
            <tbody>${answer.files.map(file => html`<tr><td><a download href="api/v1/trials/${trial.id}/exports/${encodeURIComponent(file.name)}?precision=${answer.precision}">${file.name}</a></td>
                <td class="number">${count(file.bytes)}</td></tr>`)}</tbody></table>`)}`;
}

/** Every setting of the trial, defaults too. */
export const spec = trial => region("Settings with their values", html`<table>${head([["setting", false], ["value", false]])}
    <tbody>${settings(trial.spec).map(([path, value]) => html`<tr><th scope="row">${path}</th><td><code>${value}</code></td></tr>`)}</tbody></table>`);
