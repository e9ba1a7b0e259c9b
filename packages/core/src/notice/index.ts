export { type Letter, Undeliverable } from "./letter.ts";
export { postDue } from "./post.ts";
export { dashboardUrl, type Link, MAIL_DUE, type Notice, secretLink, sendNotice, wakePost } from "./send.ts";
