/** What both ends of a console are made of: the dashboard's page and the relay. Pure. */
export { Channel } from "./channel.ts";
export * from "./frames.ts";
export { type Line, type LineEvents, Link } from "./link.ts";
