import { lambdaApp } from "../app.ts";
import { mailHandler } from "../mail.ts";
import { createMailer } from "../mailer.ts";

const app = await lambdaApp();

export const handler = mailHandler(app, createMailer(app().config));
