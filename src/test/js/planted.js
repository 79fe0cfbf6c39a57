import {is} from "./facts.js";

export const oneIsTwo = () => is(1, 2);

export const oneIsTwoLater = async () => {
    await null;
    is(1, 2);
};
