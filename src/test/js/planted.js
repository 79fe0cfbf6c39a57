import {is} from "./facts.js";

export const oneIsTwo = () => is(1, 2);
