// The processes that train trials of managers' runs: shown where there are any.

import {endedBy} from "./answers.js";
import {html, nothing, repeat} from "./dom.js";
import {count, time} from "./format.js";
import {word} from "./parts.js";
import {link} from "./state.js";

const HEADS = ["worker", "state", "side by side", "at work", "trials ended", "last sign of life", "its numbers are made by"];

/** Their table, under its heading; nothing where there is none. */
export const workersTable = (workers, state) =>
    workers.length === 0
        ? nothing
        : html`
    <h2 class="below">Workers</h2>
    <table class="cards" role="table">
        <thead role="rowgroup"><tr role="row">${HEADS.map(head => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
        <tbody role="rowgroup">${repeat(
            workers,
            worker => `${worker.host} ${worker.pid} ${worker.startedAt}`,
            worker => row(worker, state),
        )}</tbody>
    </table>`;

function row(worker, state) {
    const cells = [
        html`<span class="pair">${worker.host}, process ${worker.pid}</span>`,
        html`<span class="pair">${word(worker.state)}</span>${worker.reason ? html`<span class="note">${worker.reason}</span>` : nothing}`,
        count(worker.threads),
        worker.trials.map(
            trial =>
                html`<a class="pair" href=${link({view: "trial", experiment: trial.experiment, run: trial.run, trial: trial.id}, state)}>
                    ${trial.experiment} ${trial.run}/${trial.number}</a> `,
        ),
        count(endedBy(worker.meters)),
        time(worker.heartbeatAt),
        worker.computeKey,
    ];
    return html`<tr role="row" class=${worker.state === "working" ? "" : "quiet"}>
        ${cells.map((cell, i) => html`<td role="cell" data-label=${HEADS[i]}>${cell}</td>`)}
    </tr>`;
}
