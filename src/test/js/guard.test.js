import {is, same} from "./facts.js";
import {guarded} from "../../main/resources/static/guard.js";

export const aViewThatFailsIsSaidAndMadeAnew = () => {
    const said = [];
    let made = 0;
    let fails = true;
    const view = guarded(() => {
        made++;
        return {show: () => {
            if (fails) {
                throw new Error("no such column");
            }
        }, close: () => {}};
    }, fault => said.push(fault?.message ?? "shown"));

    view.show({}, {});
    fails = false;
    view.show({}, {});
    view.show({}, {});

    same(said, ["no such column", "shown", "shown"]);
    is(made, 2);
};

export const whatCannotBeMadeOrClosedIsSaidToo = () => {
    const said = [];
    const broken = text => {
        throw new Error(text);
    };

    guarded(() => broken("made"), fault => said.push(fault.message)).show({}, {});
    guarded(() => ({show: () => broken("shown"), close: () => broken("closed")}), fault => said.push(fault.message)).show({}, {});

    same(said, ["made", "closed", "shown"]);
};
