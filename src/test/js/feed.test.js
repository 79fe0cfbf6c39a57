import {is, same} from "./facts.js";
import {liveFeed} from "../../main/resources/static/feed.js";

/** A server that gives these answers one after the other, each {tag, text}. */
function serving(...answers) {
    const asked = [];
    globalThis.fetch = async (path, {headers}) => {
        asked.push(`${path} ${headers["If-None-Match"] ?? ""}`.trim());
        const {status = 200, tag = null, text = ""} = answers.shift();
        return {status, ok: status < 300, headers: {get: () => tag}, text: async () => text, json: async () => JSON.parse(text)};
    };
    return asked;
}

const feed = () => liveFeed(() => {}, () => false);

export const theSameTextUnderAnotherTagIsTheSameObject = async () => {
    const asked = serving({tag: "1", text: '{"z":[1]}'}, {tag: "2", text: '{"z":[1]}'}, {status: 304}, {tag: "3", text: '{"z":[2]}'});
    const {ask} = feed();

    const first = await ask("trials/3/condition");

    is(await ask("trials/3/condition"), first);
    is(await ask("trials/3/condition"), first);
    same(await ask("trials/3/condition"), {z: [2]});
    same(asked.map(each => each.split(" ")[1] ?? ""), ["", "1", "2", "2"]);
};
