import { lambdaApp } from "../app.ts";
import { webhooksHandler } from "../webhooks.ts";

export const handler = webhooksHandler(await lambdaApp());
